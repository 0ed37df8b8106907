import { describe, expect, it } from 'vitest';
import { differences, type Facts, report, secondsLeft } from './facts.ts';

const names = ['scripted host', 'gateway'] as const;
const reported = (one: Facts, other: Facts) => report(differences(names, one, other));

describe('seconds left', () => {
  it('were as many more when the steps began as have gone by, and as reading them is off', () => {
    const { from, to } = secondsLeft(60, performance.now() - 3_000, 0.5);
    expect(from).toBe(59.5);
    expect(to).toBeGreaterThanOrEqual(63.5);
    expect(secondsLeft(60, performance.now()).from).toBe(60);
  });
});

describe('what a run tells apart', () => {
  it('nothing where both found the same', () => {
    const facts: Facts = new Map([['step 1', '200']]);
    expect(reported(facts, new Map(facts))).toBe('');
  });

  it('another value, with both in one line', () => {
    expect(reported(new Map([['redis 0 a', '1']]), new Map([['redis 0 a', '2']]))).toBe(
      'redis 0 a: "1" on the scripted host, "2" on the gateway',
    );
  });

  it('what only one of them found, whichever it is', () => {
    expect(reported(new Map([['a', '1']]), new Map([['b', '2']]))).toBe(
      'a: "1" on the scripted host, nothing on the gateway\nb: nothing on the scripted host, "2" on the gateway',
    );
  });

  it.each([
    [{ from: 59.9, to: 60.1 }, { from: 58, to: 60 }, ''],
    [
      { from: 0.7, to: 1.1 },
      { from: 1.6, to: 2.1 },
      'ttl: 0.7 to 1.1 s on the scripted host, 1.6 to 2.1 s on the gateway',
    ],
    [{ from: 59, to: 60 }, 'none', 'ttl: 59.0 to 60.0 s on the scripted host, "none" on the gateway'],
  ])('seconds that two runs can not both see: %o and %o', (one, other, expected) => {
    expect(reported(new Map([['ttl', one]]), new Map([['ttl', other]]))).toBe(expected);
  });
});
