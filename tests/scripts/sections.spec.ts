import { describe, expect, it } from 'vitest';
import { NotWebAssembly, sectionsOf } from '../../scripts/wasm/sections.ts';

const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

describe('the sections of a module', () => {
  it('are named and sized, also with a length of several bytes', () => {
    const data = [11, 0x80, 0x01, ...new Array<number>(128).fill(0)];
    const custom = [0, 5, 4, ...Buffer.from('name')];
    expect(sectionsOf(Uint8Array.from([...HEADER, ...data, ...custom]))).toEqual([
      { name: 'data', size: 128 },
      { name: 'custom:name', size: 5 },
    ]);
  });

  it.each([
    ['text', Buffer.from('not wasm at all')],
    ['a section cut short', Uint8Array.from([...HEADER, 10, 5, 0])],
    ['a length that never ends', Uint8Array.from([...HEADER, 10, 0x80])],
  ])('are refused for %s', (_what, bytes) => {
    expect(() => sectionsOf(bytes)).toThrow(NotWebAssembly);
  });
});
