import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FaultProxy } from '../faults/fault-proxy.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, OK, UNAVAILABLE } from '../scenes/expectations.ts';
import { LimitedRoutes } from '../scenes/limited-routes.ts';
import { NOT_ASKED, RedisWitness, UP_AGAIN } from '../scenes/redis-witness.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import type { RedisClient } from '../servers/redis-server.ts';
import { until, waitFor } from '../control/wait.ts';

const TIMEOUT_MS = 300;
/** What a busy machine may add to the timeout. */
const SLACK_MS = 1_200;
const PATIENT_MS = 20_000;
const LIMIT = 3;
const NO_REPLY = /^connection lost, or no reply within 300 ms$/;
/** From the return of Redis until limits are exact again: the longest pause of the plugin, and a PING that got no answer. */
const BACK_MS = 1_000;

const perUser = { limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] };

suite('when Redis answers late, wrong or not as usual', () => {
  const routes = new LimitedRoutes({ timeout: TIMEOUT_MS });
  const open = routes.add({ rule_items: [perUser] });
  const closed = routes.add({ rule_items: [perUser], on_redis_error: 'closed' });
  /** For those who are to be counted however slow this machine is. */
  const patientRoutes = new LimitedRoutes({ timeout: PATIENT_MS });
  const patient = patientRoutes.add({ rule_items: [perUser] });
  let scene: Scene;
  let gateway: StartedGateway;
  let client: Client;
  let redis: RedisClient;
  let witness: RedisWitness;
  let users = 0;

  beforeAll(async () => {
    scene = await Scene.start();
    const resources = [scene.services(scene.faults.network), ...routes.resources];
    ({ gateway, client } = await scene.gateway({ resources }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);

  beforeEach(async () => {
    expect(await sendAs(nextUser(), LIMIT + 1)).toEqual(exactly(LIMIT));
    redis = await scene.redis.client();
    witness = new RedisWitness(gateway);
  });

  const nextUser = () => `user-${++users}`;
  const sendAs = (user: string, count: number, path = open.path) =>
    client.statuses(count, { path, headers: { 'x-user': user } });

  /** Far more requests than the limit pass, none of them later than the timeout allows. */
  async function everythingPasses(): Promise<void> {
    const headers = { 'x-user': nextUser() };
    const answers = [];
    for (let i = 0; i <= LIMIT; i++) answers.push(await client.send({ path: open.path, headers }));
    const atOnce = Array.from({ length: 20 }, () => client.send({ path: open.path, headers }));
    answers.push(...(await Promise.all(atOnce)));
    expect(answers.filter(({ status }) => status !== OK)).toEqual([]);
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(TIMEOUT_MS + SLACK_MS);
  }

  /** Redis is lost: requests pass, and soon it is not asked any more. */
  async function everythingPassesUnasked(): Promise<void> {
    await everythingPasses();
    await witness.heard(NO_REPLY, NOT_ASKED);
  }

  /** The plugin notices by itself, without a request that finds out. */
  async function isBackInTime(): Promise<void> {
    const startedAt = performance.now();
    await witness.heard(UP_AGAIN);
    expect(performance.now() - startedAt).toBeLessThan(BACK_MS + SLACK_MS);
    await limitingIsExact();
  }

  async function limitingIsExact(): Promise<void> {
    expect(await sendAs(nextUser(), LIMIT + 1)).toEqual(exactly(LIMIT));
  }

  const bearable: [title: string, harm: (network: FaultProxy) => void][] = [
    ['slow, but within the timeout', (network) => network.delay(50, 50)],
    ['slow on the way there, but within the timeout', (network) => network.delayRequests(50, 50)],
    ['reply one byte at a time', (network) => network.oneByteAtATime()],
  ];

  test.each(bearable)('%s: every request is counted', async (_, harm) => {
    const resources = [scene.services(scene.faults.network), ...patientRoutes.resources];
    const another = await scene.gateway({ resources });
    const saidThere = new RedisWitness(another.gateway);
    const ask = { path: patient.path, headers: { 'x-user': nextUser() } };
    await scene.faults.during(harm, async () => {
      expect(await another.client.statuses(LIMIT + 1, ask)).toEqual(exactly(LIMIT));
    });
    await saidThere.heardNothing();
  });

  test('slower than the timeout: requests pass', async () => {
    await scene.faults.during((network) => network.delay(2 * TIMEOUT_MS), everythingPassesUnasked);
    await isBackInTime();
  });

  test('request cut in the middle: the request passes', async () => {
    await scene.faults.during('requestsCut', everythingPassesUnasked);
    await isBackInTime();
  });

  test.each(['resp3', 'hugeLength'] as const)('reply that is no RESP (%s): requests pass', async (kind) => {
    await scene.faults.during((network) => network.corrupt(kind), everythingPassesUnasked);
    await isBackInTime();
  });

  test('reply of another script: requests pass, and the log shows it', async () => {
    await scene.faults.during(
      (network) => network.corrupt('otherType'),
      async () => {
        await everythingPasses();
        await witness.heard(/^unexpected reply: /);
      },
    );
    await limitingIsExact();
    await witness.heard(UP_AGAIN);
  });

  test('scripts forgotten: nobody notices', async () => {
    const user = nextUser();
    expect(await sendAs(user, LIMIT - 1)).toEqual(Array(LIMIT - 1).fill(OK));
    await scene.faults.forgetScripts();
    expect(await sendAs(user, 2)).toEqual(exactly(1));
    await witness.heardNothing();
  });

  test('connections reset by the network: the next request is counted on a new one', async () => {
    const user = nextUser();
    expect(await sendAs(user, LIMIT - 1)).toEqual(Array(LIMIT - 1).fill(OK));
    const { network } = scene.faults;
    const before = network.accepted;
    network.resetConnections();
    await until(waitFor('the connections to be gone', () => network.ended >= before));
    expect(await sendAs(user, 2)).toEqual(exactly(1));
  });

  test('a counter that is no number: its requests pass, others are counted', async () => {
    const user = nextUser();
    const key = `higress-cluster-key-rate-limit:${open.ruleName}:limit_by_per_header:3600:x-user:${user}`;
    await redis.set(key, 'a text');
    expect(await sendAs(user, LIMIT + 2)).toEqual(Array(LIMIT + 2).fill(OK));
    await witness.heard(/^error reply: .*the counter does not hold a number/);
    expect(await redis.get(key)).toBe('a text');
    await limitingIsExact();
  });

  test('with on_redis_error: closed, requests get 503 until Redis answers again', async () => {
    const headers = { 'x-user': nextUser() };
    await scene.faults.during('refusing', async () => {
      expect(await client.send({ path: closed.path, headers })).toMatchObject({
        status: UNAVAILABLE,
        body: 'Service unavailable',
      });
      expect(await sendAs(nextUser(), 3, closed.path)).toEqual(Array(3).fill(UNAVAILABLE));
      const reached = await scene.origin.seen();
      expect(reached.filter(({ headers: seen }) => seen['x-user'] === headers['x-user'])).toEqual([]);
    });
    expect(await sendAs(nextUser(), LIMIT + 1, closed.path)).toEqual(exactly(LIMIT));
  });

  test('absent at the start: the gateway is ready, requests pass, and limiting begins with Redis', async () => {
    const late = await scene.anotherNetwork();
    await late.refuse();
    const resources = [scene.services(late), ...routes.resources];
    const { gateway: second, client: visitor } = await scene.gateway({ resources });
    const headers = { 'x-user': nextUser() };
    expect(await visitor.statuses(LIMIT + 2, { path: open.path, headers })).toEqual(
      Array(LIMIT + 2).fill(OK),
    );
    const isNotAsked = () => second.logs().some((line) => line.includes('not asked any more'));
    await until(waitFor('Redis not to be asked any more', isNotAsked));
    const about = new RedisWitness(second);
    await late.heal();
    await about.heard(UP_AGAIN);
    expect(await visitor.statuses(LIMIT + 1, { path: open.path, headers })).toEqual(exactly(LIMIT));
  });
});
