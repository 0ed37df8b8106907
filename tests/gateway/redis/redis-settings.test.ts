import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SETTINGS,
  flushBytes,
  flushTimeoutMs,
  parseParameters,
  sameSettings,
  type RedisSettings,
} from '../../../gateway/redis/redis-settings.ts';

const withParameters = (query: string): RedisSettings => ({
  ...DEFAULT_SETTINGS,
  parameters: parseParameters(query),
});

describe('the settings of a cluster', () => {
  it('are read without decoding, the first of equal names counts', () => {
    expect([...parseParameters('?db=1&db=2&a=b=c&flag&&e=%20')]).toEqual([
      ['db', '1'],
      ['a', 'b=c'],
      ['flag', ''],
      ['e', '%20'],
    ]);
  });

  it('wait 3 ms or for 1024 bytes unless told otherwise', () => {
    expect([flushTimeoutMs(DEFAULT_SETTINGS), flushBytes(DEFAULT_SETTINGS)]).toEqual([3, 1024]);
    const told = withParameters('buffer_flush_timeout=0&max_buffer_size_before_flush=4096');
    expect([flushTimeoutMs(told), flushBytes(told)]).toEqual([0, 4096]);
    const nonsense = withParameters('buffer_flush_timeout=-1&max_buffer_size_before_flush=much');
    expect([flushTimeoutMs(nonsense), flushBytes(nonsense)]).toEqual([3, 1024]);
  });

  it('are equal whatever the order of the parameters', () => {
    expect(sameSettings(withParameters('db=1&x=2'), withParameters('x=2&db=1'))).toBe(true);
  });

  it.each([
    ['a parameter', withParameters('db=2')],
    ['a parameter without meaning', withParameters('db=1&unknown=1')],
    ['the user', { ...withParameters('db=1'), user: Buffer.from('u') }],
    ['the password', { ...withParameters('db=1'), password: Buffer.from('p') }],
    ['the timeout', { ...withParameters('db=1'), timeoutMs: 1 }],
  ])('differ by %s', (_what, other) => {
    expect(sameSettings(withParameters('db=1'), other)).toBe(false);
  });
});
