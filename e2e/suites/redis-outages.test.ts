import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RedisFaultName } from '../faults/redis-faults.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, nothingTrapped, OK } from '../scenes/expectations.ts';
import { readMetrics } from '../scenes/metrics.ts';
import { PolicyRoutes } from '../scenes/policy-routes.ts';
import { NOT_ASKED, RedisWitness, UP_AGAIN } from '../scenes/redis-witness.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { answerTo } from '../servers/redis-question.ts';
import type { RedisClient } from '../servers/redis-server.ts';
import { until, waitFor } from '../control/wait.ts';

const TIMEOUT_MS = 300;
/** What a busy machine may add to the timeout. */
const SLACK_MS = 1_200;
/** Longest time from the end of an outage until limits are exact again. */
const RECOVERY_MS = 1_000;
/** While a breaker is open its plugin tells the metrics much more often. */
const FLUSH_MS = 200;
const LIMIT = 3;
const NO_REPLY = /^connection lost, or no reply within 300 ms$/;
/** 20 ms a key; Redis looks after its clients every 2 MiB, so this is two seconds of LOADING in steps of 80 ms. */
const SLOW_START = { 'key-load-delay': '20000', rdbcompression: 'no' };
const OLD_KEYS = 100;
const OLD_VALUE = 'x'.repeat(512 * 1024);

suite('an outage of Redis', () => {
  const policies = new PolicyRoutes({
    limit: LIMIT,
    timeoutMs: TIMEOUT_MS,
    mostMs: TIMEOUT_MS + SLACK_MS,
    send: (ask) => client.send(ask),
  });
  const { open, local } = policies;
  let scene: Scene;
  let gateway: StartedGateway;
  let client: Client;
  let redis: RedisClient;
  let witness: RedisWitness;

  beforeAll(async () => {
    scene = await Scene.start({ config: SLOW_START });
    const resources = [scene.services(scene.faults.network), ...policies.routes.resources];
    ({ gateway, client } = await scene.gateway({ resources }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);
  beforeEach(async () => {
    redis = await scene.redis.client();
    await limitingIsExact();
    witness = new RedisWitness(gateway);
  });

  const metric = async (name: string) => (await readMetrics(gateway)).get(`higress_redis_${name}`) ?? 0;
  const breakerIs = (state: 'open' | 'closed', withinMs?: number) =>
    until(
      waitFor(
        `the breaker to be ${state}`,
        async () => (await metric('breakers_open')) === (state === 'open' ? 1 : 0),
      ),
      withinMs,
    );

  async function limitingIsExact(): Promise<void> {
    for (const route of policies.all)
      expect(await policies.statuses(LIMIT + 1, route)).toEqual(exactly(LIMIT));
  }

  /** Many requests at once pass, none of them later than the timeout allows. */
  async function manyPass(): Promise<void> {
    const headers = { 'x-user': policies.nextUser() };
    const sent = Array.from({ length: 20 }, () => client.send({ path: open.path, headers }));
    const answers = await Promise.all(sent);
    expect(answers.filter(({ status }) => status !== OK)).toEqual([]);
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(TIMEOUT_MS + SLACK_MS);
  }

  /** The plugin notices by itself, without a request that finds out. */
  async function isBackInTime(): Promise<void> {
    const endedAt = performance.now();
    await witness.heard(UP_AGAIN);
    expect(performance.now() - endedAt).toBeLessThan(RECOVERY_MS + SLACK_MS);
    await limitingIsExact();
  }

  /** Redis serves nobody. What is said of it comes before the line that it is not asked any more. */
  const outages: [RedisFaultName, RegExp][] = [
    ['killed', NO_REPLY],
    ['frozen', NO_REPLY],
    ['refusing', NO_REPLY],
    ['unreachable', NO_REPLY],
    ['paused', NO_REPLY],
    ['repliesCut', NO_REPLY],
    ['garbled', NO_REPLY],
    ['otherPassword', /NOAUTH/],
  ];

  test.each(outages)(
    '%s: each policy answers within the timeout, Redis is not asked once the breaker is open, and limits are exact a second after',
    async (fault, said) => {
      await scene.faults.during(fault, async () => {
        await policies.hold();
        await manyPass();
        await breakerIs('open');
        await witness.heard(said, NOT_ASKED);
        // What was counted last may not have been told yet.
        await sleep(FLUSH_MS);
        const refused = await metric('errors_breaker_open');
        const sent = await policies.hold();
        await until(
          waitFor(
            'every request to be refused',
            async () => (await metric('errors_breaker_open')) - refused === sent,
          ),
        );
      });
      await isBackInTime();
      await breakerIs('closed');
      nothingTrapped(gateway);
    },
  );

  test('starting, with its data still to be read: as an outage, until it is read', async () => {
    for (let number = 0; number < OLD_KEYS; number++) await redis.set(`old-${number}`, OLD_VALUE);
    await redis.sendCommand(['SAVE']);
    await scene.redis.kill();
    const restarted = scene.redis.restart();
    try {
      await until(
        waitFor('Redis to load', async () => /^-LOADING/.test(await answerTo(scene.redis.port, 'PING'))),
      );
      await policies.hold();
      await until(waitFor('it to be counted as such', async () => (await metric('errors_loading')) > 0));
    } finally {
      await restarted;
    }
    await breakerIs('closed', RECOVERY_MS + SLACK_MS);
    await limitingIsExact();
    nothingTrapped(gateway);
    const fresh = await scene.redis.client();
    await fresh.flushAll();
    await fresh.sendCommand(['SAVE']);
  });

  /** Redis answers at once that it will not: asking again costs nothing, so the breaker stays out of it. */
  const refusals: [RedisFaultName, RegExp][] = [
    ['outOfMemory', /maxmemory/],
    ['demoted', /READONLY|replica/i],
  ];

  test.each(refusals)(
    '%s: each policy gives its answer, the log says why, and the next request after it is counted',
    async (fault, said) => {
      await scene.faults.during(fault, async () => {
        await policies.hold();
        await manyPass();
        await witness.heard(said);
        expect(await metric('breakers_open')).toBe(0);
      });
      await limitingIsExact();
      await witness.heard(UP_AGAIN);
      nothingTrapped(gateway);
    },
  );

  test('all connections closed by Redis: the next request is counted on a new one', async () => {
    const { network } = scene.faults;
    const before = network.accepted;
    await scene.faults.closeConnections();
    // The plugin has counts to hand back, so there may be a new one already.
    await until(waitFor('the connections to be gone', () => network.ended >= before));
    await limitingIsExact();
    expect(await metric('breakers_open')).toBe(0);
  });

  test('what a gateway let pass by itself is in Redis when that is back', async () => {
    const user = policies.nextUser();
    expect(await policies.statuses(1, local, user)).toEqual([OK]);
    await scene.faults.during('refusing', async () => {
      expect(await policies.statuses(1, local, user)).toEqual([OK]);
    });
    const key = `higress-cluster-key-rate-limit:${local.ruleName}:limit_by_per_header:3600:x-user:${user}`;
    await until(waitFor('the count to be handed back', async () => (await redis.get(key)) === '2'));
    expect(await policies.statuses(2, local, user)).toEqual(exactly(LIMIT - 2));
  });
});
