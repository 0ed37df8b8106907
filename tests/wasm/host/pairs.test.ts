import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeaderEntry } from './header-map.ts';
import { decodePairs, encodePairs } from './pairs.ts';

const bytes = fc.uint8Array({ maxLength: 20 });
const entries = fc.array(fc.record<HeaderEntry>({ name: bytes, value: bytes }), { maxLength: 50 });

const entry = (name: string, value: string): HeaderEntry => ({
  name: Uint8Array.from(Buffer.from(name)),
  value: Uint8Array.from(Buffer.from(value)),
});

describe('pairs', () => {
  test('vector 31: every list survives the round trip', () => {
    fc.assert(
      fc.property(entries, (list) => {
        expect(decodePairs(encodePairs(list))).toEqual(list);
      }),
    );
  });

  test('vector 31: more than 1024 pairs are nothing', () => {
    const many = Array.from({ length: 1025 }, () => entry('a', 'b'));
    expect(decodePairs(encodePairs(many))).toEqual([]);
    expect(decodePairs(encodePairs(many.slice(1)))).toHaveLength(1024);
  });

  test('any cut or lengthened encoding is nothing', () => {
    const whole = encodePairs([entry('name', 'value'), entry('x', '')]);
    for (let end = 0; end < whole.length; end++) expect(decodePairs(whole.subarray(0, end))).toEqual([]);
    expect(decodePairs(Buffer.concat([whole, Buffer.from([0])]))).toEqual([]);
  });

  test('random bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => void decodePairs(noise)));
  });

  test('more than a mebibyte is nothing', () => {
    expect(decodePairs(encodePairs([entry('a', 'b'.repeat(1 << 20))]))).toEqual([]);
  });
});
