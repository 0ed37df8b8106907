import { describe, expect, it } from 'vitest';
import { limitBy, withItems } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';

const windowOf = (key: string | undefined): string | undefined => key?.split(':')[3];

describe('a list of exact values', () => {
  it('may end in "*" for all others', async () => {
    const keys = [
      { key: 'alice', query_per_second: 1 },
      { key: '*', query_per_hour: 1 },
    ];
    const plugin = await Plugin.start(withItems([{ limit_by_header: 'x-api-key', limit_keys: keys }]));
    expect(windowOf(plugin.keyForHeader('x-api-key', 'alice'))).toBe('1');
    expect(plugin.keyForHeader('x-api-key', 'bob')).toBe(
      'higress-cluster-key-rate-limit:r:limit_by_header:3600:x-api-key:bob',
    );
    expect(plugin.keyFor()).toBeUndefined();
  });

  it('finds an exact value even behind the "*"', async () => {
    const keys = [
      { key: '*', query_per_hour: 1 },
      { key: 'alice', query_per_second: 1 },
    ];
    const plugin = await Plugin.start(withItems([{ limit_by_header: 'x-api-key', limit_keys: keys }]));
    expect(windowOf(plugin.keyForHeader('x-api-key', 'alice'))).toBe('1');
    expect(windowOf(plugin.keyForHeader('x-api-key', 'bob'))).toBe('3600');
  });

  it('takes regexp: for a value like any other', async () => {
    const plugin = await Plugin.start(withItems([limitBy('header', 'x-api-key', 'regexp:a')]));
    expect(plugin.keyForHeader('x-api-key', 'a')).toBeUndefined();
    expect(plugin.keyForHeader('x-api-key', 'regexp:a')).toBeDefined();
  });
});

describe('a list of patterns', () => {
  it('is tried in its order', async () => {
    const keys = [
      { key: 'regexp:^a.*', query_per_second: 1 },
      { key: 'regexp:^ab', query_per_minute: 1 },
      { key: '*', query_per_hour: 1 },
    ];
    const plugin = await Plugin.start(withItems([{ limit_by_per_header: 'x-api-key', limit_keys: keys }]));
    expect(windowOf(plugin.keyForHeader('x-api-key', 'abc'))).toBe('1');
    expect(windowOf(plugin.keyForHeader('x-api-key', 'xab'))).toBe('3600');
  });

  it('lets "*" win where it comes first', async () => {
    const plugin = await Plugin.start(
      withItems([
        {
          limit_by_per_header: 'x-api-key',
          limit_keys: [
            { key: '*', query_per_hour: 1 },
            { key: 'regexp:a', query_per_second: 1 },
          ],
        },
      ]),
    );
    expect(windowOf(plugin.keyForHeader('x-api-key', 'a'))).toBe('3600');
  });

  it.each([
    ['regexp:b', 'abc', true],
    ['regexp:^b', 'abc', false],
    ['regexp:^(?:alice|bob)$', 'bob', true],
    ['regexp:^(?i)ALICE$', 'alice', true],
    ['regexp:^\\d{3}$', '123', true],
    ['regexp:^\\d{3}$', '1234', false],
    ['regexp:^é+$', 'éé', true],
    ['regexp:(a*)*b', 'a'.repeat(2000), false],
  ])('%s on "%s": %s', async (pattern, value, isMatch) => {
    const plugin = await Plugin.start(withItems([limitBy('per_header', 'x-api-key', pattern)]));
    expect(plugin.keyForHeader('x-api-key', value) !== undefined).toBe(isMatch);
  });
});
