import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaultProxy } from '../faults/fault-proxy.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, LIMITED, OK, UNAVAILABLE } from '../scenes/expectations.ts';
import { LimitedRoutes } from '../scenes/limited-routes.ts';
import { readMetrics } from '../scenes/metrics.ts';
import { answerTo } from '../servers/redis-question.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import type { RedisClient } from '../servers/redis-server.ts';
import { until, waitFor } from '../wait.ts';

const TIMEOUT_MS = 300;
/** What a busy machine may add to the timeout. */
const SLACK_MS = 1_200;
/** Longest time from the end of an outage until limits are exact again. */
const RECOVERY_MS = 1_000;
/** Longer than the policies take to be seen twice. */
const PAUSE_MS = 4_000;
/** While a breaker is open its plugin tells the metrics much more often. */
const FLUSH_MS = 200;
const LIMIT = 3;
const perUser = { limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] };
/** 20 ms a key; Redis looks after its clients every 2 MiB, so this is two seconds of LOADING in steps of 80 ms. */
const SLOW_START = { 'key-load-delay': '20000', rdbcompression: 'no' };
const OLD_KEYS = 100;
const OLD_VALUE = 'x'.repeat(512 * 1024);

suite('an outage of Redis', () => {
  const routes = new LimitedRoutes({ timeout: TIMEOUT_MS });
  const open = routes.add({ rule_items: [perUser] });
  const closed = routes.add({ rule_items: [perUser], on_redis_error: 'closed' });
  const local = routes.add({ rule_items: [perUser], on_redis_error: 'local' });
  let scene: Scene;
  let proxy: FaultProxy;
  let gateway: StartedGateway;
  let client: Client;
  let redis: RedisClient;
  let users = 0;

  beforeAll(async () => {
    scene = await Scene.start({ config: SLOW_START });
    proxy = await scene.faultProxy();
    const resources = [scene.services(proxy), ...routes.resources];
    ({ gateway, client } = await scene.gateway({ resources }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);
  beforeEach(async () => {
    redis = await scene.redis.client();
    await limitingIsExact();
  });

  const nextUser = () => `user-${++users}`;
  const metric = async (name: string) => (await readMetrics(gateway)).get(`higress_redis_${name}`) ?? 0;
  const breakerIs = (state: 'open' | 'closed') =>
    until(
      waitFor(
        `the breaker to be ${state}`,
        async () => (await metric('breakers_open')) === (state === 'open' ? 1 : 0),
      ),
    );

  /** Statuses of requests of one user, none of which may take longer than the gateway waits for Redis. */
  async function statuses(count: number, { path } = open, user = nextUser()): Promise<number[]> {
    const found: number[] = [];
    for (let i = 0; i < count; i++) {
      const { status, ms } = await client.send({ path, headers: { 'x-user': user } });
      expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
      found.push(status);
    }
    return found;
  }

  async function limitingIsExact(): Promise<void> {
    for (const route of [open, closed, local])
      expect(await statuses(LIMIT + 1, route)).toEqual(exactly(LIMIT));
  }

  /** Each policy gives its answer, the first time and when nobody asks Redis any more. */
  async function policiesHold(): Promise<void> {
    expect(await statuses(LIMIT + 3)).toEqual(Array(LIMIT + 3).fill(OK));
    expect(await statuses(LIMIT, closed)).toEqual(Array(LIMIT).fill(UNAVAILABLE));
    expect(await statuses(LIMIT + 2, local)).toEqual([...exactly(LIMIT), LIMITED]);
  }

  const nothingTrapped = () =>
    expect(gateway.logs().filter((line) => line.includes('RuntimeError'))).toEqual([]);

  /** What a client connected before the outage can't do after a restart. */
  const command = async (...parts: string[]) => redis.sendCommand(parts);

  type Fault = { name: string; begin: () => Promise<unknown>; end: () => Promise<unknown> };

  /** Redis serves nobody. */
  const outages: Fault[] = [
    { name: 'killed', begin: () => scene.redis.kill(), end: () => scene.redis.restart() },
    { name: 'frozen', begin: async () => scene.redis.freeze(), end: async () => scene.redis.thaw() },
    { name: 'refusing connections', begin: () => proxy.refuse(), end: () => proxy.heal() },
    {
      name: 'behind a network that swallows everything',
      begin: async () => proxy.blackHole(),
      end: () => proxy.heal(),
    },
    {
      name: 'paused for its clients',
      begin: () => command('CLIENT', 'PAUSE', String(PAUSE_MS)),
      // Nobody can end it sooner: the pause is for whoever would.
      end: () =>
        until(
          waitFor('the end of the pause', async () => (await answerTo(scene.redis.port, 'PING')) === '+PONG'),
        ),
    },
    { name: 'answering in halves', begin: async () => proxy.cutAfterBytes(6), end: () => proxy.heal() },
    { name: 'answering garbage', begin: async () => proxy.corrupt('garbage'), end: () => proxy.heal() },
    {
      name: 'with another password than the gateway has',
      begin: async () => {
        await command('CONFIG', 'SET', 'requirepass', 'another');
        proxy.resetConnections();
      },
      end: () => command('CONFIG', 'SET', 'requirepass', ''),
    },
  ];

  test.each(outages)(
    '$name: no request waits longer than the timeout, none at all once the breaker is open, and limits are exact a second after',
    async ({ begin, end }) => {
      await begin();
      try {
        await policiesHold();
        await breakerIs('open');
        // What was counted last may not have been told yet.
        await sleep(FLUSH_MS);
        const refused = await metric('errors_breaker_open');
        await policiesHold();
        await until(
          waitFor(
            'every request to be refused',
            async () => (await metric('errors_breaker_open')) - refused === 3 * LIMIT + 5,
          ),
        );
      } finally {
        await end();
      }
      await sleep(RECOVERY_MS);
      await limitingIsExact();
      await breakerIs('closed');
      nothingTrapped();
    },
  );

  test('starting, with its data still to be read: as an outage, until it is read', async () => {
    for (let number = 0; number < OLD_KEYS; number++) await redis.set(`old-${number}`, OLD_VALUE);
    await command('SAVE');
    await scene.redis.kill();
    const restarted = scene.redis.restart();
    try {
      await until(
        waitFor('Redis to load', async () => /^-LOADING/.test(await answerTo(scene.redis.port, 'PING'))),
      );
      await policiesHold();
      await until(waitFor('it to be counted as such', async () => (await metric('errors_loading')) > 0));
    } finally {
      await restarted;
    }
    await sleep(RECOVERY_MS);
    await limitingIsExact();
    nothingTrapped();
    const fresh = await scene.redis.client();
    await fresh.flushAll();
    await fresh.sendCommand(['SAVE']);
  });

  /** Redis answers at once that it will not: asking again costs nothing, so the breaker stays out of it. */
  const refusals: Fault[] = [
    {
      name: 'out of memory',
      begin: () => command('CONFIG', 'SET', 'maxmemory', '1'),
      end: () => command('CONFIG', 'SET', 'maxmemory', '0'),
    },
    {
      name: 'a replica',
      begin: () => command('REPLICAOF', '127.0.0.1', '1'),
      end: () => command('REPLICAOF', 'NO', 'ONE'),
    },
  ];

  test.each(refusals)(
    '$name: each policy gives its answer, and the next request after it is counted',
    async ({ begin, end }) => {
      await begin();
      try {
        await policiesHold();
        expect(await metric('breakers_open')).toBe(0);
      } finally {
        await end();
      }
      await limitingIsExact();
      nothingTrapped();
    },
  );

  test('all connections closed by Redis: the next request is counted on a new one', async () => {
    await command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await until(waitFor('the connections to be gone', () => Promise.resolve(proxy.connections === 0)));
    await limitingIsExact();
    expect(await metric('breakers_open')).toBe(0);
  });

  test('every reply byte by byte: every request is counted', async () => {
    proxy.oneByteAtATime();
    try {
      await limitingIsExact();
    } finally {
      await proxy.heal();
    }
  });

  test('what a gateway let pass by itself is in Redis when that is back', async () => {
    const user = nextUser();
    expect(await statuses(1, local, user)).toEqual([OK]);
    await proxy.refuse();
    expect(await statuses(1, local, user)).toEqual([OK]);
    await breakerIs('closed');
    await proxy.heal();
    const key = `higress-cluster-key-rate-limit:${local.ruleName}:limit_by_per_header:3600:x-user:${user}`;
    await until(waitFor('the count to be handed back', async () => (await redis.get(key)) === '2'));
    expect(await statuses(2, local, user)).toEqual(exactly(LIMIT - 2));
  });
});
