import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandWords, incomplete, malformed, replyEnd, resp } from './resp.ts';

const leaf = fc.oneof(
  fc.stringMatching(/^[ -~]*$/).map(resp.simple),
  fc.stringMatching(/^[ -~]*$/).map(resp.error),
  fc.bigInt().map(resp.integer),
  fc.constant(resp.none()),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => resp.bulk(bytes)),
);
const value = fc.letrec<{ value: Uint8Array }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }).map((items) => resp.array(...items)),
  ),
})).value;

describe('replies', () => {
  test('every value ends where its bytes end, whatever follows', () => {
    fc.assert(
      fc.property(value, fc.uint8Array(), (bytes, rest) => {
        expect(replyEnd(Buffer.concat([bytes, rest]))).toBe(bytes.length);
      }),
    );
  });

  test('a value cut anywhere is incomplete', () => {
    fc.assert(
      fc.property(value, (bytes) => {
        for (let end = 0; end < bytes.length; end++)
          expect(replyEnd(bytes.subarray(0, end))).toBe(incomplete);
      }),
    );
  });

  test('random bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array(), (noise) => void replyEnd(noise)));
  });

  test('arrays nest without limit', () => {
    const deep = Buffer.from('*1\r\n'.repeat(100_000) + ':1\r\n');
    expect(replyEnd(deep)).toBe(deep.length);
  });

  test.each(['?', '*-2\r\n', '$-2\r\n', '$1\r\nabc', ':\r\n', '$+\r\n', '+a\rb\r\n'])(
    '%j is malformed',
    (text) => {
      expect(replyEnd(Buffer.from(text))).toBe(malformed);
    },
  );

  test.each([':+5\r\n', ':-99999999999999999999\r\n', '$+1\r\na\r\n', '*+0\r\n'])('%j is whole', (text) => {
    expect(replyEnd(Buffer.from(text))).toBe(text.length);
  });
});

describe('commands', () => {
  test('words are any bytes', () => {
    const words = fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(words, (list) => {
        const query = resp.array(...list.map((each) => resp.bulk(each)));
        expect(commandWords(query)).toEqual(list.map((each) => Buffer.from(each)));
      }),
    );
  });
});
