import { describe, expect, it } from 'vitest';
import { functionWeights, sectionWeights } from '../../scripts/wasm/weight.ts';

const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

function section(id: number, ...content: number[]): number[] {
  return [id, content.length, ...content];
}

function text(value: string): number[] {
  return [value.length, ...Buffer.from(value)];
}

// (import "e" "f" (func)), two functions of 2 and 4 bytes of code, the second named "big".
const module = Uint8Array.from([
  ...HEADER,
  ...section(1, 1, 0x60, 0, 0),
  ...section(2, 1, ...text('e'), ...text('f'), 0, 0),
  ...section(3, 2, 0, 0),
  ...section(10, 2, 2, 0, 0x0b, 4, 0, 0x01, 0x01, 0x0b),
  ...section(0, ...text('name'), 1, 6, 1, 2, ...text('big')),
]);

describe('the weight of a module', () => {
  it('is split among its sections without rest', () => {
    const weights = sectionWeights(module);
    expect(weights.map(({ name }) => name)).toEqual(['type', 'import', 'function', 'code', 'custom:name']);
    expect(weights.reduce((sum, { bytes }) => sum + bytes, HEADER.length)).toBe(module.length);
  });

  it('names the functions, imported ones counted first, heaviest first', () => {
    expect(functionWeights(module)).toEqual([
      { name: 'big', bytes: 4 },
      { name: 'function 1', bytes: 2 },
    ]);
  });

  it('is not guessed for what is no module', () => {
    expect(() => sectionWeights(Buffer.from('not a module'))).toThrow(/wasm/);
  });
});
