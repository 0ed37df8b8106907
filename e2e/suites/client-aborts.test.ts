import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Departure, Phase } from '../faults/leaving-client.ts';
import type { StreamPhase } from '../faults/leaving-stream.ts';
import { ORIGIN_FAULTS } from '../faults/origin-faults.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, nothingTrapped } from '../scenes/expectations.ts';
import { LimitedRoutes } from '../scenes/limited-routes.ts';
import { OF_CLIENTS, readMetrics } from '../scenes/metrics.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import type { RedisClient } from '../servers/redis-server.ts';
import { until, waitFor } from '../control/wait.ts';

const LIMIT = 3;
/** Longer than a client takes to leave. */
const TIMEOUT_MS = 20_000;
const BODY_BYTES = 1000;

/** A place in the road of a request where its client leaves. */
type Place = { where: string; phase: Phase; fault: string; isCounted: boolean };

const { hang, stalledBody } = ORIGIN_FAULTS;
const PLACES: Place[] = [
  { where: 'in the middle of its headers', phase: 'requestHeaders', fault: '', isCounted: false },
  { where: 'in the middle of its body', phase: 'requestBody', fault: '', isCounted: true },
  { where: 'while the origin works', phase: 'waiting', fault: hang, isCounted: true },
  {
    where: 'behind the headers of the response',
    phase: 'responseHeaders',
    fault: stalledBody(0, BODY_BYTES),
    isCounted: true,
  },
  {
    where: 'in the middle of the response',
    phase: 'responseBody',
    fault: stalledBody(10, BODY_BYTES),
    isCounted: true,
  },
];

type Way = 'FIN' | 'RST' | 'RST_STREAM';
const WAYS: Way[] = ['FIN', 'RST', 'RST_STREAM'];
/** Node sends a header block of HTTP/2 in one piece. */
const DEPARTURES = PLACES.flatMap((place) => WAYS.map((way) => [place.where, way, place] as const)).filter(
  ([, way, { phase }]) => phase !== 'requestHeaders' || way !== 'RST_STREAM',
);

suite('a client that leaves', () => {
  const routes = new LimitedRoutes({ timeout: TIMEOUT_MS });
  const { path, ruleName } = routes.add({
    rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] }],
    show_limit_quota_header: true,
  });
  let scene: Scene;
  let gateway: StartedGateway;
  let client: Client;
  let redis: RedisClient;
  let users = 0;

  beforeAll(async () => {
    scene = await Scene.start();
    redis = await scene.redis.client();
    const resources = [scene.services(scene.faults.network), ...routes.resources];
    ({ gateway, client } = await scene.gateway({ resources }));
    await limitingIsExact(nextUser());
    // The first one is sent twice: Redis does not have the script.
    await commandsAreTold(LIMIT + 2);
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);

  const nextUser = () => `user-${++users}`;
  const keyOf = (user: string) =>
    `higress-cluster-key-rate-limit:${ruleName}:limit_by_per_header:3600:x-user:${user}`;
  const metric = async (name: string) => (await readMetrics(gateway)).get(name);
  const underWay = async () =>
    (await readMetrics(gateway, OF_CLIENTS)).get('envoy_http_downstream_rq_active');

  const commands = async () => (await metric('higress_redis_commands'))!;
  const commandsAreTold = (count: number) =>
    until(waitFor(`${count} commands to be told`, async () => (await commands()) === count));

  async function limitingIsExact(user: string, left = LIMIT): Promise<void> {
    const statuses = await client.statuses(LIMIT + 1, { path, headers: { 'x-user': user } });
    expect(statuses.slice(0, left + 1)).toEqual(exactly(left));
  }

  const atGateway = waitFor('the gateway to have the request', async () => (await underWay()) === 1);
  const atOrigin = (user: string) =>
    waitFor('the origin to have the request', async () =>
      (await scene.origin.seen()).some(({ headers }) => headers['x-user'] === user),
    );
  const gone = waitFor('the gateway to have noticed', async () => (await underWay()) === 0);
  const answered = waitFor(
    'Redis to have answered',
    async () => (await metric('gateway_redis_pending')) === 0,
  );

  const noneInFlight = waitFor(
    'no call to be in flight',
    async () => (await metric('higress_redis_in_flight')) === 0,
  );

  /** What holds after every departure; `commandsBefore` had been told before it. */
  async function nothingIsLeftOf(leaver: string, isCounted: boolean, commandsBefore: number): Promise<void> {
    await until(answered);
    const counted = isCounted ? 1 : 0;
    expect(await redis.get(keyOf(leaver))).toBe(isCounted ? '1' : null);
    await limitingIsExact(nextUser());
    await limitingIsExact(leaver, LIMIT - counted);
    await commandsAreTold(commandsBefore + 2 * (LIMIT + 1) + counted);
    await until(noneInFlight);
    nothingTrapped(gateway);
  }

  async function departs(way: Way, departure: Departure): Promise<void> {
    const { leave, leaveStream } = scene.faults.client;
    if (way === 'RST_STREAM') await leaveStream(gateway.url, departure as Departure<StreamPhase>);
    else await leave(gateway.url, departure, way === 'FIN' ? 'close' : 'reset');
    await until(gone);
  }

  test.each(DEPARTURES)('%s, by %s', async (_, way, { phase, fault, isCounted }) => {
    const user = nextUser();
    const before = await commands();
    const reached = phase === 'requestHeaders' ? atGateway : atOrigin(user);
    await departs(way, { phase, path: path + fault, headers: { 'x-user': user }, reached });
    await nothingIsLeftOf(user, isCounted, before);
  });

  test.each(WAYS)('while Redis is asked, by %s: it is counted, and the origin is not asked', async (way) => {
    const user = nextUser();
    const before = await commands();
    const abandoned = (await metric('higress_redis_replies_abandoned'))!;
    const { network } = scene.faults;
    await scene.faults.during('unreachable', async () => {
      const bytesBefore = network.requestBytes;
      const reached = waitFor('Redis to be asked', () => network.requestBytes > bytesBefore);
      await departs(way, { phase: 'waiting', path, headers: { 'x-user': user }, reached });
      expect(await redis.get(keyOf(user))).toBeNull();
    });
    await until(waitFor('it to be counted', async () => (await redis.get(keyOf(user))) !== null));
    await until(answered);
    await expect(atOrigin(user).look()).resolves.toBe(false);
    await nothingIsLeftOf(user, true, before);
    expect(await metric('higress_redis_replies_abandoned')).toBe(abandoned + 1);
  });

  test('with many others, while more requests come: each is counted once, and who stays is limited exactly', async () => {
    const before = await commands();
    const leavers = Array.from({ length: 20 }, nextUser);
    const departures = leavers.map((user) => {
      const departure: Departure = {
        phase: 'waiting',
        path: path + hang,
        headers: { 'x-user': user },
        reached: atOrigin(user),
      };
      return scene.faults.client.leave(gateway.url, departure, 'reset');
    });
    await Promise.all([limitingIsExact(nextUser()), limitingIsExact(nextUser()), ...departures]);
    await until(gone);
    expect(await redis.mGet(leavers.map(keyOf))).toEqual(leavers.map(() => '1'));
    await commandsAreTold(before + leavers.length + 2 * (LIMIT + 1));
    await until(noneInFlight);
  });
});
