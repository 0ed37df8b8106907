import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ORIGIN_FAULTS } from '../faults/origin-faults.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, nothingTrapped, OK } from '../scenes/expectations.ts';
import { LimitedRoutes } from '../scenes/limited-routes.ts';
import { readMetrics } from '../scenes/metrics.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { ORIGIN_MARK } from '../servers/origin.ts';
import type { RedisClient } from '../servers/redis-server.ts';
import { until, waitFor } from '../control/wait.ts';

const LIMIT = 3;
const ROUTE_TIMEOUT_SECONDS = 1;
const GATEWAY_TIMEOUT = 504;
const BODY_BYTES = 1000;
const { hang, reset, slowBody, truncatedBody, stalledBody } = ORIGIN_FAULTS;

suite('an origin that fails after Redis has allowed the request', () => {
  const routes = new LimitedRoutes();
  const limit = {
    rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] }],
    show_limit_quota_header: true,
  };
  const patient = routes.add(limit);
  const hurried = routes.add(limit, { 'higress.io/timeout': String(ROUTE_TIMEOUT_SECONDS) });
  let scene: Scene;
  let gateway: StartedGateway;
  let client: Client;
  let redis: RedisClient;
  let user = 'first';
  let users = 0;
  let commandsBefore = 0;

  beforeAll(async () => {
    scene = await Scene.start();
    redis = await scene.redis.client();
    ({ gateway, client } = await scene.gateway({ resources: [scene.services(), ...routes.resources] }));
    // Sent twice: Redis does not have the script.
    await client.send(to(''));
    await commandsAreTold(2);
  });
  beforeEach(async () => {
    user = `user-${++users}`;
    commandsBefore = await commands();
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);

  const to = (fault: string, { path } = patient) => ({ path: path + fault, headers: { 'x-user': user } });
  const quota = (remaining: number) => ({
    'x-ratelimit-limit': String(LIMIT),
    'x-ratelimit-remaining': String(remaining),
  });
  const metric = async (name: string) => (await readMetrics(gateway)).get(name);

  const timesAtOrigin = async () =>
    (await scene.origin.seen()).filter(({ headers }) => headers['x-user'] === user).length;
  const commands = async () => (await metric('higress_redis_commands'))!;
  const commandsAreTold = (count: number) =>
    until(waitFor(`${count} commands to be told`, async () => (await commands()) === count));

  /** The failed request was counted once, the next ones are served, and nothing of it is left. */
  async function isCountedOnce(route = patient): Promise<void> {
    const key = `higress-cluster-key-rate-limit:${route.ruleName}:limit_by_per_header:3600:x-user:${user}`;
    expect(await redis.get(key)).toBe('1');
    const next = await client.send(to('', route));
    expect(next).toMatchObject({ status: OK, headers: { ...quota(LIMIT - 2), [ORIGIN_MARK]: 'yes' } });
    expect(await client.statuses(2, to('', route))).toEqual(exactly(LIMIT - 2));
    await commandsAreTold(commandsBefore + LIMIT + 1);
    const isIdle = async () => (await metric('higress_redis_in_flight')) === 0;
    await until(waitFor('no call to be in flight', isIdle));
    expect(await metric('gateway_redis_pending')).toBe(0);
    nothingTrapped(gateway);
  }

  /** The head of the answer, and what came of its body before it ended or broke off. */
  async function received(fault: string, route = patient) {
    const { path, headers: sent } = to(fault, route);
    const response = await fetch(`${gateway.url}${path}`, { headers: sent });
    const headers: Record<string, string> = {};
    response.headers.forEach((value, name) => (headers[name] = value));
    const reader = response.body!.getReader();
    let bytes = 0;
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
      return { status: response.status, headers, bytes, isWhole: true };
    } catch {
      return { status: response.status, headers, bytes, isWhole: false };
    }
  }

  test('hangs: 504 at the timeout of the route, with the quota', async () => {
    const answer = await client.send(to(hang, hurried));
    expect(answer).toMatchObject({ status: GATEWAY_TIMEOUT, headers: quota(LIMIT - 1) });
    expect(answer.headers).not.toHaveProperty(ORIGIN_MARK);
    expect(answer.ms).toBeGreaterThanOrEqual(ROUTE_TIMEOUT_SECONDS * 1000 - 10);
    expect(await timesAtOrigin()).toBe(1);
    await isCountedOnce(hurried);
  });

  test('resets the connection: the gateway answers in its stead, with the quota', async () => {
    const answer = await client.send(to(reset));
    expect([502, 503]).toContain(answer.status);
    expect(answer.headers).toMatchObject(quota(LIMIT - 1));
    expect(answer.headers).not.toHaveProperty(ORIGIN_MARK);
    await isCountedOnce();
  });

  test('sends its body slowly: all of it arrives, with the quota', async () => {
    const answer = await received(`${slowBody(30)}/size/${BODY_BYTES}`);
    expect(answer).toMatchObject({ status: OK, headers: quota(LIMIT - 1), bytes: BODY_BYTES, isWhole: true });
    await isCountedOnce();
  });

  test('breaks off in the middle of its body: the client sees that it is not whole', async () => {
    const answer = await received(truncatedBody(10, BODY_BYTES));
    expect(answer).toMatchObject({ status: OK, headers: quota(LIMIT - 1), bytes: 10, isWhole: false });
    await isCountedOnce();
  });

  test('falls silent in the middle of its body: the same, at the timeout of the route', async () => {
    const startedAt = performance.now();
    const answer = await received(stalledBody(10, BODY_BYTES), hurried);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(ROUTE_TIMEOUT_SECONDS * 1000 - 10);
    expect(answer).toMatchObject({ status: OK, headers: quota(LIMIT - 1), bytes: 10, isWhole: false });
    await isCountedOnce(hurried);
  });
});
