import { describe, expect, it } from 'vitest';
import { differences, type Facts, report } from './facts.ts';

const names = ['scripted host', 'gateway'] as const;
const reported = (one: Facts, other: Facts) => report(differences(names, one, other));

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
    [{ seconds: 60 }, { seconds: 52 }, ''],
    [{ seconds: 60 }, { seconds: 30 }, 'ttl: 60 s on the scripted host, 30 s on the gateway'],
    [{ seconds: 60 }, 'none', 'ttl: 60 s on the scripted host, "none" on the gateway'],
  ])('seconds that two runs can not both see: %o and %o', (one, other, expected) => {
    expect(reported(new Map([['ttl', one]]), new Map([['ttl', other]]))).toBe(expected);
  });
});
