import { describe, expect, it } from 'vitest';
import {
  limitBy,
  redis,
  withItems,
  withRules,
  withThreshold,
  type Fields,
} from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';

const warnings: [configuration: Fields, said: string][] = [
  [withThreshold({ rejectd_code: 403 }), 'rejectd_code: unknown field, ignored; did you mean rejected_code?'],
  [
    withThreshold({ rejected_message: 'x' }),
    'rejected_message: unknown field, ignored; did you mean rejected_msg?',
  ],
  [withThreshold({ fail_open: true }), 'fail_open: unknown field, ignored; remove it'],
  [
    withThreshold({ showLimitQuotaHeader: true }),
    'showLimitQuotaHeader: unknown field, ignored; did you mean show_limit_quota_header?',
  ],
  [
    withThreshold({ redis: { ...redis, pasword: 'p' } }),
    'redis.pasword: unknown field, ignored; did you mean password?',
  ],
  [
    withThreshold({ redis: { ...redis, servicePort: 1 } }),
    'redis.servicePort: unknown field, ignored; did you mean service_port?',
  ],
  [
    withThreshold({ redis: { ...redis, flush: { timeout: 3 } } }),
    'redis.flush.timeout: unknown field, ignored; remove it',
  ],
  [
    withThreshold({ redis: { ...redis, breaker: { failure: 3 } } }),
    'redis.breaker.failure: unknown field, ignored; did you mean failures?',
  ],
  [
    withThreshold({ redis: { ...redis, max_inflight: 3 } }),
    'redis.max_inflight: unknown field, ignored; did you mean max_in_flight?',
  ],
  [withThreshold({ localshare: 1 }), 'localshare: unknown field, ignored; did you mean local_share?'],
  [
    withThreshold({ global_threshold: { query_per_minute: 1, burst: 5 } }),
    'global_threshold.burst: unknown field, ignored; remove it',
  ],
  [
    withItems([{ ...limitBy('header', 'h', 'a'), limit_key: [] }]),
    'rule_items[0].limit_key: unknown field, ignored; did you mean limit_keys?',
  ],
  [
    withItems([
      { limit_by_header: 'h', limit_keys: [{ key: 'a', query_per_minute: 1, query_per_minutes: 2 }] },
    ]),
    'rule_items[0].limit_keys[0].query_per_minutes: unknown field, ignored; did you mean query_per_minute?',
  ],
];

describe('an unknown field is a warning, never a refusal', () => {
  it.each(warnings)('%j', async (configuration, said) => {
    const plugin = await Plugin.start(configuration);
    expect(plugin.logged).toEqual([`warn ${said}`]);
  });

  it('in a rule, with the path to it', async () => {
    const rule = withThreshold({ _match_route_: ['r'], rule_nam: 'x' });
    const plugin = await Plugin.start(withRules([rule]));
    expect(plugin.logged).toEqual([
      'warn _rules_[0].rule_nam: unknown field, ignored; did you mean rule_name?',
    ]);
  });

  it('each of them', async () => {
    const plugin = await Plugin.start(withThreshold({ a: 1, b: 2, c: 3 }));
    expect(plugin.logged).toHaveLength(3);
  });
});

describe('accepted without a word', () => {
  it.each([
    ['no configuration at all', undefined],
    ['an empty one', {}],
    [
      'everything there is',
      withThreshold({
        rejected_code: 429,
        rejected_msg: 'x',
        show_limit_quota_header: false,
        on_redis_error: 'open',
        shadow: false,
      }),
    ],
    ['a rule that only switches off', withRules([{ _match_route_: ['r'] }])],
    [
      'any name and place of a key',
      '{"global_threshold":{"query_per_day":1},"redis":{"service_name":"redis.dns"},"rule_name":"\\u00e9"}',
    ],
    [
      'blanks everywhere',
      ` {\n\t"rule_name" : "r" , "redis" : { "service_name" : "redis.dns" } , "global_threshold" : { "query_per_day" : 1 } }\r\n`,
    ],
  ])('%s', async (_what, configuration) => {
    const plugin = await Plugin.start(configuration);
    expect(plugin.logged).toEqual([]);
  });

  it('nothing configured means nothing limited and nothing asked', async () => {
    const plugin = await Plugin.start({});
    expect(plugin.keyFor()).toBeUndefined();
    expect(plugin.host.take()).toEqual([]);
  });

  it('what the gateway does not print is not sent to it', async () => {
    const plugin = await Plugin.start(withThreshold({ typo: 1 }), { logLevel: 'error' });
    expect(plugin.host.counters.byName.log).toBeUndefined();
  });
});
