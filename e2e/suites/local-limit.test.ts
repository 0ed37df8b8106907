import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { LIMITED, OK } from '../scenes/expectations.ts';
import { LimitedRoutes } from '../scenes/limited-routes.ts';
import { readMetrics } from '../scenes/metrics.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import type { RedisClient } from '../servers/redis-server.ts';

const LIMIT = 30;
const WORKERS = 2;
const WINDOW_SECONDS = 3600;
/** Metrics are told once a second, and Envoy's main thread adds up what workers tell. */
const TOLD = { timeout: 5_000 };

suite(`a gateway of ${WORKERS} workers that counts for itself while Redis is away`, () => {
  const routes = new LimitedRoutes();
  const perUser = { limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] };
  const { path, ruleName } = routes.add({ rule_items: [perUser], on_redis_error: 'local' });
  const keyOf = (user: string) =>
    `higress-cluster-key-rate-limit:${ruleName}:limit_by_per_header:${WINDOW_SECONDS}:x-user:${user}`;
  let scene: Scene;
  let gateway: StartedGateway;
  let client: Client;
  let redis: RedisClient;

  beforeAll(async () => {
    scene = await Scene.start();
    redis = await scene.redis.client();
    const resources = [scene.services(scene.faults.network), ...routes.resources];
    ({ gateway, client } = await scene.gateway({ resources, workers: WORKERS }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);

  const sendAtOnce = async (user: string, count: number) => {
    const sent = Array.from({ length: count }, () => client.send({ path, headers: { 'x-user': user } }));
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    return { passed: statuses.filter((status) => status === OK).length, statuses: new Set(statuses) };
  };
  const metric = async (name: string) => (await readMetrics(gateway)).get(`higress_redis_${name}`);

  test('exactly the limit passes, however the requests spread over the workers', async () => {
    await scene.faults.during('refusing', async () => {
      const answers = await sendAtOnce('alice', 4 * LIMIT);
      expect(answers).toEqual({ passed: LIMIT, statuses: new Set([OK, LIMITED]) });
      expect(await redis.exists(keyOf('alice'))).toBe(0);
    });
  });

  test('the metrics tell of it', async () => {
    await scene.faults.during('refusing', async () => {
      // One after the other: what is lost with one connection does not open a breaker.
      for (let i = 0; i < 20; i++) await sendAtOnce('carol', 1);
      await expect.poll(() => metric('rate_limits_not_enforced'), TOLD).toBeGreaterThan(0);
      await expect.poll(() => metric('breakers_open'), TOLD).toBeGreaterThan(0);
      expect(await metric('errors_connection')).toBeGreaterThan(0);
    });
  });

  test('Redis has the count as soon as it is back, with an expiry, and nobody gets a second helping', async () => {
    await scene.faults.during('refusing', async () => {
      await sendAtOnce('erin', 4 * LIMIT);
      await sendAtOnce('bob', 5);
    });
    await expect.poll(() => redis.get(keyOf('erin')), TOLD).toBe(String(LIMIT));
    await expect.poll(() => redis.get(keyOf('bob')), TOLD).toBe('5');
    const left = await redis.ttl(keyOf('bob'));
    expect(left).toBeGreaterThan(WINDOW_SECONDS - 60);
    expect(left).toBeLessThanOrEqual(WINDOW_SECONDS);
    await expect.poll(() => metric('breakers_open'), TOLD).toBe(0);
    // A worker that noticed and whose breaker did not open learns of the end by its next request.
    const notEnforced = async () => {
      await sendAtOnce('dave', 20);
      return metric('rate_limits_not_enforced');
    };
    await expect.poll(notEnforced, TOLD).toBe(0);
    expect(await sendAtOnce('erin', 10)).toMatchObject({ passed: 0 });
    expect(await sendAtOnce('bob', 2 * LIMIT)).toMatchObject({ passed: LIMIT - 5 });
    await expect.poll(() => metric('in_flight'), TOLD).toBe(0);
  });
});
