import { expect } from 'vitest';
import { exactly, expires, LIMITED, OK } from '../scenes/expectations.ts';
import { limiterSuite } from '../scenes/limiter-suite.ts';

limiterSuite('defects of the official plugin that are repaired', (limitTest) => {
  limitTest(
    'a cookie value keeps its = signs, so that two tokens are two clients',
    { rule_items: [{ limit_by_per_cookie: 'token', limit_keys: [{ key: '*', query_per_minute: 1 }] }] },
    async ({ statuses, counters }) => {
      expect(await statuses(2, { headers: { cookie: 'token=YQ==' } })).toEqual(exactly(1));
      expect(await statuses(2, { headers: { cookie: 'token=YQ=' } })).toEqual(exactly(1));
      expect((await counters()).map(({ key }) => key)).toEqual([
        'limit_by_per_cookie:60:token:YQ=',
        'limit_by_per_cookie:60:token:YQ==',
      ]);
    },
  );

  limitTest(
    'an exact cookie value with = signs can be limited',
    { rule_items: [{ limit_by_cookie: 'token', limit_keys: [{ key: 'YQ==', query_per_minute: 1 }] }] },
    async ({ statuses }) => {
      expect(await statuses(2, { headers: { cookie: 'token=YQ==' } })).toEqual(exactly(1));
    },
  );

  limitTest(
    'a cookie without = is no way around the limit',
    { rule_items: [{ limit_by_cookie: 'key1', limit_keys: [{ key: 'value1', query_per_minute: 1 }] }] },
    async ({ statuses }) => {
      expect(await statuses(2, { headers: { cookie: 'key1; key1=value1' } })).toEqual(exactly(1));
      expect(await statuses(1, { headers: { cookie: '; =; key1; ; key1=value1' } })).toEqual([LIMITED]);
    },
  );

  limitTest(
    'a v4 address written as v6 is the same client',
    {
      rule_items: [
        {
          limit_by_per_ip: 'from-header-x-real-ip',
          limit_keys: [{ key: '10.0.0.0/8', query_per_minute: 2 }],
        },
      ],
    },
    async ({ send, counters }) => {
      const from = async (address: string) => (await send({ headers: { 'x-real-ip': address } })).status;
      expect(await from('10.0.0.1')).toBe(OK);
      expect(await from('::ffff:10.0.0.1')).toBe(OK);
      expect(await from('::FFFF:a00:1')).toBe(LIMITED);
      expect(await counters()).toMatchObject([{ key: 'limit_by_per_ip:60:from-header-x-real-ip:10.0.0.1' }]);
    },
  );

  limitTest(
    'a counter that lost its expiry gets a new one and blocks nobody for ever',
    { global_threshold: { query_per_minute: 1 } },
    async ({ ruleName, statuses, counters, redis }) => {
      await redis.set(`higress-cluster-key-rate-limit:${ruleName}:global_threshold:60`, '2');
      expect(await counters()).toMatchObject([{ ttlSeconds: -1 }]);
      expect(await statuses(1)).toEqual([LIMITED]);
      expect(await counters()).toMatchObject([{ ttlSeconds: expires(60) }]);
    },
  );

  limitTest(
    '* in a list of exact values is a limit for every other one, wherever it stands',
    {
      rule_items: [
        {
          limit_by_header: 'x-api-key',
          limit_keys: [
            { key: '*', query_per_minute: 1 },
            { key: 'alice', query_per_minute: 3 },
          ],
        },
      ],
    },
    async ({ statuses }) => {
      expect(await statuses(4, { headers: { 'x-api-key': 'alice' } })).toEqual(exactly(3));
      expect(await statuses(2, { headers: { 'x-api-key': 'bob' } })).toEqual(exactly(1));
      expect(await statuses(2, { headers: { 'x-api-key': 'carol' } })).toEqual(exactly(1));
      expect(await statuses(2)).toEqual([OK, OK]);
    },
  );

  limitTest(
    'a value of any length makes a key of bounded length, and still a counter of its own',
    { rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_minute: 1 }] }] },
    async ({ statuses, counters }) => {
      const long = 'x'.repeat(4_000);
      expect(await statuses(2, { headers: { 'x-user': `${long}1` } })).toEqual(exactly(1));
      expect(await statuses(2, { headers: { 'x-user': `${long}2` } })).toEqual(exactly(1));
      const stored = await counters();
      expect(stored).toHaveLength(2);
      for (const { key } of stored) expect(key.length).toBeLessThan(200);
    },
  );
});
