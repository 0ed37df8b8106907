import { beforeAll, describe, expect, it } from 'vitest';
import { Dice, randomGarbage, randomPattern, randomText } from './pattern-source.ts';
import { type Compiled, RegexModule } from './regex-module.ts';

const SEED = 20_261_121;
const PATTERNS = 6_000;
const TEXTS = 10;

/** Node 20 may have older tables; the unit tests look at these two. */
const FOLDED_SINCE_UNICODE_15_1 = new Set([0x390, 0x3b0]);

let regexes: RegexModule;

beforeAll(async () => {
  regexes = await RegexModule.build();
}, 120_000);

function compiled(pattern: string): Extract<Compiled, { matches: unknown }> {
  const result = regexes.compile(pattern);
  if ('error' in result) throw new Error(`${JSON.stringify(pattern)}: ${result.error} at ${result.offset}`);
  return result;
}

/** Where the two engines differ, as lines to read. */
function differences(flags: '' | 'i', seed: number): string[] {
  const dice = new Dice(seed);
  const found: string[] = [];
  for (let round = 0; round < PATTERNS; round++) {
    const pattern = randomPattern(dice, flags === '');
    const reference = new RegExp(pattern, `us${flags}`);
    const regex = compiled(`(?s${flags})${pattern}`);
    for (let count = 0; count < TEXTS; count++) {
      const text = randomText(dice);
      const expected = reference.test(text);
      if (regex.matches(text) !== expected)
        found.push(`${pattern} on ${JSON.stringify(text)}: not ${expected}`);
    }
  }
  return found;
}

describe('the regular expression matcher, beside the engine of JavaScript', () => {
  it('gives the same answers', () => {
    expect(differences('', SEED)).toEqual([]);
  }, 60_000);

  it('gives the same answers without case', () => {
    expect(differences('i', SEED + 1)).toEqual([]);
  }, 60_000);

  it('folds every rune of the blocks it knows to the same others', () => {
    const everything = Array.from({ length: 0x10000 }, (_, rune) => rune)
      .filter((rune) => rune < 0xd800 || rune > 0xdfff)
      .map((rune) => String.fromCharCode(rune))
      .join('');
    const blocks = [
      [0x00, 0x17f],
      [0x370, 0x52f],
    ] as const;
    for (const [first, last] of blocks) {
      for (let rune = first; rune <= last; rune++) {
        if (FOLDED_SINCE_UNICODE_15_1.has(rune)) continue;
        const hex = rune.toString(16);
        const reference = new RegExp(`\\u{${hex}}`, 'giu');
        const cases = everything.match(reference) ?? [];
        const regex = compiled(`(?i)\\x{${hex}}`);
        expect(
          cases.filter((other) => !regex.matches(other)),
          `U+${hex} misses`,
        ).toEqual([]);
        expect(regex.matches(everything.replace(reference, '')), `U+${hex} has too many`).toBe(false);
      }
    }
  }, 60_000);
});

describe('the regular expression matcher, under bad treatment', () => {
  it('never traps on any pattern or any bytes, and says where a pattern is wrong', () => {
    const dice = new Dice(SEED + 2);
    for (let round = 0; round < 30_000; round++) {
      const pattern = randomGarbage(dice);
      const result = regexes.compile(pattern);
      if ('error' in result) {
        expect(result.error).toMatch(/^[A-Za-z].*: `/su);
        expect(result.offset).toBeGreaterThanOrEqual(0);
        expect(result.offset).toBeLessThanOrEqual(pattern.length);
      } else {
        result.matches(Uint8Array.from({ length: dice.below(12) }, () => dice.below(256)));
      }
    }
  }, 60_000);

  it('reads a text in time that grows with its length only', () => {
    const text = `${'a'.repeat(100_000)}!`;
    const cases: [pattern: string, expected: boolean][] = [
      ['(a+)+$', false],
      ['(a|a)*b', false],
      ['(a*)*b', false],
      ['^(a?){20}a{20}b', false],
      ['(?:a|aa|aaa)+b', false],
      ['(.*)(.*)(.*)[^a]', true],
    ];
    for (const [pattern, expected] of cases) {
      const regex = compiled(pattern);
      const start = performance.now();
      expect(regex.matches(text), pattern).toBe(expected);
      // Backtracking would take longer than anyone can wait; the margin is for a busy machine.
      expect(performance.now() - start, pattern).toBeLessThan(3_000);
    }
  }, 60_000);

  it('gives the memory of regular expressions back', () => {
    const churn = (): void => {
      for (let round = 0; round < 2_000; round++)
        compiled(`^(?i:[a-zé]{20}|${round}|x{1,50})+$`).matches('x1');
    };
    churn();
    const settled = regexes.memoryBytes;
    churn();
    churn();
    expect(regexes.memoryBytes).toBe(settled);
  }, 60_000);
});
