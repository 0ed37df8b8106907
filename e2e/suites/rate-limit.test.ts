import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { exactly, expires, LIMITED, OK } from '../scenes/expectations.ts';
import { limiterSuite } from '../scenes/limiter-suite.ts';
import { OpenRequest } from '../scenes/open-request.ts';
import { REDIS_SERVICE } from '../scenes/scene.ts';

const BODY = 'x'.repeat(50_000);
/** An answer takes milliseconds; the rest is for a busy machine. */
const ANSWER_MS = 3_000;

/** One limit for each of the listed keys. */
const perMinute = (limits: Record<string, number>) =>
  Object.entries(limits).map(([key, query_per_minute]) => ({ key, query_per_minute }));

limiterSuite('the configuration of cluster-key-rate-limit', (limitTest) => {
  limitTest(
    'global_threshold: N requests pass, whoever sends them, and one more is told when to come back',
    { global_threshold: { query_per_minute: 3 } },
    async ({ send, statuses, counters }) => {
      expect(await statuses(3)).toEqual([OK, OK, OK]);
      const answer = await send({ headers: { 'x-api-key': 'anyone' } });
      expect(answer).toMatchObject({ status: LIMITED, body: 'Too many requests' });
      expect(Number(answer.headers['x-ratelimit-reset'])).toEqual(expires(60));
      expect(answer.headers).not.toHaveProperty('x-ratelimit-limit');
      expect(answer.headers).not.toHaveProperty('x-ratelimit-remaining');
      expect(await counters()).toEqual([
        { key: 'global_threshold:60', value: '4', type: 'string', ttlSeconds: expires(60) },
      ]);
    },
  );

  limitTest(
    'a counter stops one above the limit, and rejected requests extend nothing',
    { global_threshold: { query_per_minute: 2 } },
    async ({ ruleName, statuses, counters, redis }) => {
      await statuses(3);
      await redis.expire(`higress-cluster-key-rate-limit:${ruleName}:global_threshold:60`, 30);
      expect(await statuses(5)).toEqual(Array(5).fill(LIMITED));
      expect(await counters()).toMatchObject([{ value: '3', ttlSeconds: expires(30) }]);
    },
  );

  limitTest(
    'query_per_second: the window ends by itself',
    { global_threshold: { query_per_second: 1 } },
    async ({ send, statuses, counters, redis, ruleName }) => {
      const key = `higress-cluster-key-rate-limit:${ruleName}:global_threshold:1`;
      const inNewWindow = async () => {
        await expect.poll(() => redis.exists(key)).toBe(0);
        return { statuses: await statuses(2), counters: await counters() };
      };
      // A busy machine may need more than a second for them: then it has another one.
      await expect
        .poll(inNewWindow)
        .toMatchObject({ statuses: exactly(1), counters: [{ key: 'global_threshold:1', value: '2' }] });
      await expect.poll(() => redis.exists(key), { timeout: 3_000 }).toBe(0);
      expect((await send()).status).toBe(OK);
    },
  );

  limitTest('query_per_hour', { global_threshold: { query_per_hour: 1 } }, async ({ statuses, counters }) => {
    expect(await statuses(2)).toEqual(exactly(1));
    expect(await counters()).toMatchObject([{ key: 'global_threshold:3600', ttlSeconds: expires(3600) }]);
  });

  limitTest('query_per_day', { global_threshold: { query_per_day: 1 } }, async ({ statuses, counters }) => {
    expect(await statuses(2)).toEqual(exactly(1));
    expect(await counters()).toMatchObject([{ key: 'global_threshold:86400', ttlSeconds: expires(86400) }]);
  });

  limitTest(
    'limit_by_header: each listed value has its own limit, others have none',
    { rule_items: [{ limit_by_header: 'x-api-key', limit_keys: perMinute({ alice: 2, bob: 1 }) }] },
    async ({ statuses, counters }) => {
      expect(await statuses(3, { headers: { 'x-api-key': 'alice' } })).toEqual(exactly(2));
      expect(await statuses(2, { headers: { 'X-API-Key': 'bob' } })).toEqual(exactly(1));
      expect(await statuses(3, { headers: { 'x-api-key': 'carol' } })).toEqual([OK, OK, OK]);
      expect(await statuses(3)).toEqual([OK, OK, OK]);
      expect((await counters()).map(({ key, value }) => [key, value])).toEqual([
        ['limit_by_header:60:x-api-key:alice', '3'],
        ['limit_by_header:60:x-api-key:bob', '2'],
      ]);
    },
  );

  limitTest(
    'limit_by_param: values are compared and stored decoded',
    { rule_items: [{ limit_by_param: 'apikey', limit_keys: perMinute({ 'a b/ü': 2 }) }] },
    async ({ send, statuses, counters }) => {
      expect((await send({ path: '?x=1&apikey=a%20b%2F%C3%BC' })).status).toBe(OK);
      expect((await send({ path: '?apikey=a+b/%c3%bc&apikey=other' })).status).toBe(OK);
      expect((await send({ path: '?apikey=a%20b%2F%C3%BC' })).status).toBe(LIMITED);
      expect(await statuses(3, { path: '?apikey=b' })).toEqual([OK, OK, OK]);
      expect(await counters()).toMatchObject([{ key: 'limit_by_param:60:apikey:a b/ü', value: '3' }]);
    },
  );

  limitTest(
    'limit_by_consumer: the consumer is who the authentication plugins say it is',
    { rule_items: [{ limit_by_consumer: '', limit_keys: perMinute({ alice: 2 }) }] },
    async ({ statuses, counters }) => {
      expect(await statuses(3, { headers: { 'x-mse-consumer': 'alice' } })).toEqual(exactly(2));
      expect(await statuses(2, { headers: { 'x-mse-consumer': 'bob' } })).toEqual([OK, OK]);
      expect(await counters()).toMatchObject([
        { key: 'limit_by_consumer:60:x-mse-consumer:alice', value: '3' },
      ]);
    },
  );

  limitTest(
    'limit_by_cookie: one cookie among others',
    { rule_items: [{ limit_by_cookie: 'session', limit_keys: perMinute({ s1: 2 }) }] },
    async ({ statuses, counters }) => {
      expect(await statuses(3, { headers: { cookie: 'theme=dark; session=s1; x=y' } })).toEqual(exactly(2));
      expect(await statuses(2, { headers: { cookie: 'mysession=s1' } })).toEqual([OK, OK]);
      expect(await counters()).toMatchObject([{ key: 'limit_by_cookie:60:session:s1', value: '3' }]);
    },
  );

  limitTest(
    'limit_by_per_header: * counts every value by itself, the first pattern that matches decides',
    {
      rule_items: [{ limit_by_per_header: 'x-user', limit_keys: perMinute({ 'regexp:^vip-.*': 2, '*': 1 }) }],
    },
    async ({ statuses, counters }) => {
      expect(await statuses(3, { headers: { 'x-user': 'vip-1' } })).toEqual(exactly(2));
      expect(await statuses(3, { headers: { 'x-user': 'vip-2' } })).toEqual(exactly(2));
      expect(await statuses(2, { headers: { 'x-user': 'someone' } })).toEqual(exactly(1));
      expect(await statuses(2)).toEqual([OK, OK]);
      expect((await counters()).map(({ key }) => key)).toEqual([
        'limit_by_per_header:60:x-user:someone',
        'limit_by_per_header:60:x-user:vip-1',
        'limit_by_per_header:60:x-user:vip-2',
      ]);
    },
  );

  limitTest(
    'limit_by_per_param: a pattern leaves other values alone',
    { rule_items: [{ limit_by_per_param: 'id', limit_keys: perMinute({ 'regexp:^[0-9]{2,}$': 1 }) }] },
    async ({ statuses, counters }) => {
      expect(await statuses(2, { path: '?id=42' })).toEqual(exactly(1));
      expect(await statuses(2, { path: '?id=7' })).toEqual([OK, OK]);
      expect(await counters()).toMatchObject([{ key: 'limit_by_per_param:60:id:42' }]);
    },
  );

  limitTest(
    'limit_by_per_consumer',
    { rule_items: [{ limit_by_per_consumer: '', limit_keys: perMinute({ '*': 1 }) }] },
    async ({ statuses, counters }) => {
      expect(await statuses(2, { headers: { 'x-mse-consumer': 'alice' } })).toEqual(exactly(1));
      expect(await statuses(2, { headers: { 'x-mse-consumer': 'bob' } })).toEqual(exactly(1));
      expect((await counters()).map(({ key }) => key)).toEqual([
        'limit_by_per_consumer:60:x-mse-consumer:alice',
        'limit_by_per_consumer:60:x-mse-consumer:bob',
      ]);
    },
  );

  limitTest(
    'limit_by_per_cookie',
    { rule_items: [{ limit_by_per_cookie: 'sid', limit_keys: perMinute({ '*': 1 }) }] },
    async ({ statuses, counters }) => {
      expect(await statuses(2, { headers: { cookie: 'sid=a' } })).toEqual(exactly(1));
      expect(await statuses(2, { headers: { cookie: 'other=1;sid=b' } })).toEqual(exactly(1));
      expect((await counters()).map(({ key }) => key)).toEqual([
        'limit_by_per_cookie:60:sid:a',
        'limit_by_per_cookie:60:sid:b',
      ]);
    },
  );

  limitTest(
    'limit_by_per_ip from a header: addresses and ranges, v4 and v6, one counter for each address',
    {
      rule_items: [
        {
          limit_by_per_ip: 'from-header-x-forwarded-for',
          limit_keys: perMinute({ '10.1.1.1': 2, '10.1.0.0/16': 1, '2001:db8::/32': 1 }),
        },
      ],
    },
    async ({ statuses, counters }) => {
      const from = (list: string) => ({ headers: { 'x-forwarded-for': list } });
      expect(await statuses(3, from('10.1.1.1, 192.0.2.1'))).toEqual(exactly(2));
      expect(await statuses(2, from('10.1.7.7:4711'))).toEqual(exactly(1));
      expect(await statuses(2, from('[2001:DB8:0::1]:4711'))).toEqual(exactly(1));
      expect(await statuses(1, from('2001:db8::1'))).toEqual([LIMITED]);
      expect(await statuses(2, from('10.2.0.1'))).toEqual([OK, OK]);
      expect(await statuses(2, from('unknown'))).toEqual([OK, OK]);
      expect((await counters()).map(({ key }) => key)).toEqual([
        'limit_by_per_ip:60:from-header-x-forwarded-for:10.1.1.1',
        'limit_by_per_ip:60:from-header-x-forwarded-for:10.1.7.7',
        'limit_by_per_ip:60:from-header-x-forwarded-for:2001:db8::1',
      ]);
    },
  );

  limitTest(
    'limit_by_per_ip from-remote-addr: the peer of the connection, whatever it says of itself',
    { rule_items: [{ limit_by_per_ip: 'from-remote-addr', limit_keys: perMinute({ '0.0.0.0/0': 1 }) }] },
    async ({ send, counters, scene }) => {
      expect((await send()).status).toBe(OK);
      expect((await send({ headers: { 'x-real-ip': '192.0.2.1' } })).status).toBe(LIMITED);
      expect(await counters()).toMatchObject([
        { key: `limit_by_per_ip:60:from-remote-addr:${scene.clientIp}` },
      ]);
    },
  );

  limitTest(
    'rule_items: the first that applies decides, and later ones do not count',
    {
      rule_items: [
        { limit_by_header: 'x-api-key', limit_keys: perMinute({ alice: 1 }) },
        { limit_by_per_header: 'x-api-key', limit_keys: perMinute({ '*': 2 }) },
        { limit_by_per_param: 'user', limit_keys: perMinute({ '*': 3 }) },
      ],
    },
    async ({ statuses, counters }) => {
      expect(await statuses(2, { path: '?user=u', headers: { 'x-api-key': 'alice' } })).toEqual(exactly(1));
      expect(await statuses(3, { path: '?user=u', headers: { 'x-api-key': 'bob' } })).toEqual(exactly(2));
      expect(await statuses(4, { path: '?user=u' })).toEqual(exactly(3));
      expect(await counters()).toHaveLength(3);
    },
  );

  limitTest(
    'show_limit_quota_header: what is left is told with every answer, and replaces what the origin says',
    { global_threshold: { query_per_minute: 2 }, show_limit_quota_header: true },
    async ({ send }) => {
      const quota = async () => {
        const { status, headers } = await send();
        return [status, headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']];
      };
      expect(await quota()).toEqual([OK, '2', '1']);
      const second = await send({ path: '/header/X-RateLimit-Limit/999/header/x-ratelimit-remaining/998' });
      expect(second.headers['x-ratelimit-limit']).toBe('2');
      expect(second.headers).not.toHaveProperty('x-ratelimit-reset');
      expect(second.headers['x-ratelimit-remaining']).toBe('0');
      expect(await quota()).toEqual([LIMITED, '2', '0']);
      const rejected = await send();
      expect(Number(rejected.headers['x-ratelimit-reset'])).toEqual(expires(60));
    },
  );

  limitTest(
    'rejected_code and rejected_msg: what a rejected client gets',
    {
      global_threshold: { query_per_minute: 1 },
      rejected_code: 403,
      rejected_msg: '{"code":-1,"msg":"später"}',
    },
    async ({ send }) => {
      await send();
      expect(await send()).toMatchObject({ status: 403, body: '{"code":-1,"msg":"später"}' });
    },
  );

  limitTest(
    'an allowed request goes on when Redis has answered, and its body arrives whole',
    { global_threshold: { query_per_minute: 1 } },
    async ({ send, scene, ruleName }) => {
      const path = `/${ruleName}`;
      const sent = send({ path, method: 'POST', body: BODY });
      const answer = await Promise.race([sent, sleep(ANSWER_MS)]);
      expect(answer?.status, 'the answer to an allowed request').toBe(OK);
      const [reached] = (await scene.origin.seen()).filter((request) => request.path.endsWith(path));
      expect(reached?.body === BODY, 'the body arrived whole').toBe(true);
    },
  );

  limitTest(
    'a rejected request never reaches the origin, and its body is not waited for',
    { global_threshold: { query_per_minute: 1 } },
    async ({ send, client, gateway, scene, ruleName }) => {
      const seen = async () =>
        (await scene.origin.seen()).filter((request) => request.path.endsWith(`/${ruleName}`));
      expect((await send({ path: `/${ruleName}` })).status).toBe(OK);
      const [allowed] = await seen();

      const request = OpenRequest.begin(`${gateway.url}${allowed?.path}`, 'the first bytes of a body');
      try {
        await expect
          .poll(() => request.outcome, {
            timeout: ANSWER_MS,
            message: 'the answer before the body has ended',
          })
          .toBe(LIMITED);
      } finally {
        request.stop();
      }
      // Sent after it: what the origin has not seen of the other request by then, it never will.
      expect((await client.send({ path: '/free' })).status).toBe(OK);
      const methods = (await seen()).map(({ method }) => method);
      expect(methods, 'requests that reached the origin').toEqual(['GET']);
    },
  );

  limitTest(
    'redis.max_in_flight bounds the calls that wait: those that have ended take no room',
    {
      global_threshold: { query_per_minute: 3 },
      redis: { service_name: REDIS_SERVICE, max_in_flight: 1 },
    },
    async ({ statuses }) => {
      const sent = await statuses(4);
      expect(sent, `one after the other they got ${sent.join(', ')}`).toEqual(exactly(3));
    },
  );

  limitTest(
    'an entry of limit_by_per_* that is no pattern is not a limit for its own text',
    { rule_items: [{ limit_by_per_header: 'x-user', limit_keys: perMinute({ 'regexp:^a$': 1 }) }] },
    async ({ statuses }) => {
      expect(await statuses(2, { headers: { 'x-user': 'regexp:^a$' } })).toEqual([OK, OK]);
      expect(await statuses(2, { headers: { 'x-user': 'a' } })).toEqual(exactly(1));
    },
  );
});
