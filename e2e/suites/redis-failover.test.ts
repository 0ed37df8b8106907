import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ReplicatedRedis } from '../faults/replicated-redis.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, nothingTrapped, OK } from '../scenes/expectations.ts';
import { readCounters } from '../scenes/counters.ts';
import { readMetrics } from '../scenes/metrics.ts';
import { PolicyRoutes } from '../scenes/policy-routes.ts';
import { NOT_ASKED, RedisWitness, UP_AGAIN } from '../scenes/redis-witness.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { until, waitFor } from '../control/wait.ts';

const TIMEOUT_MS = 300;
/** What a busy machine may add. */
const SLACK_MS = 1_200;
/** From the moment the address leads to a primary until limits are exact again. */
const RECOVERY_MS = 1_000;
const LIMIT = 3;

suite('a failover of Redis', () => {
  const policies = new PolicyRoutes({
    limit: LIMIT,
    timeoutMs: TIMEOUT_MS,
    mostMs: TIMEOUT_MS + SLACK_MS,
    send: (ask) => client.send(ask),
  });
  const many = policies.routes.add({
    rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: 1_000_000 }] }],
    on_redis_error: 'closed',
  });
  let scene: Scene;
  let pair: ReplicatedRedis;
  let gateway: StartedGateway;
  let client: Client;
  let witness: RedisWitness;

  beforeAll(async () => {
    scene = await Scene.start();
    pair = await scene.faults.replicated();
    const resources = [scene.services(scene.faults.network), ...policies.routes.resources];
    ({ gateway, client } = await scene.gateway({ resources }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);
  afterEach(() => pair.restore());
  beforeEach(() => {
    witness = new RedisWitness(gateway);
  });

  /** A user who has one request left on every route, as the replica knows. */
  async function userWithOneLeft(): Promise<string> {
    const user = policies.nextUser();
    for (const route of policies.all)
      expect(await policies.statuses(LIMIT - 1, route, user)).toEqual(Array(LIMIT - 1).fill(OK));
    await pair.caughtUp();
    return user;
  }

  async function hasOneLeft(user: string): Promise<void> {
    for (const route of policies.all) expect(await policies.statuses(2, route, user)).toEqual(exactly(1));
  }

  const isBackIn = async (startedAt: number) => {
    await witness.heard(UP_AGAIN);
    expect(performance.now() - startedAt).toBeLessThan(RECOVERY_MS + SLACK_MS);
  };

  const limitingIsExactWithin = async (startedAt: number) => {
    const isExact = async () =>
      String(await policies.statuses(LIMIT + 1, policies.closed)) === String(exactly(LIMIT));
    await until(waitFor('limits to be exact', isExact));
    expect(performance.now() - startedAt).toBeLessThan(RECOVERY_MS + SLACK_MS);
  };

  test('primary killed: policies answer until the replica is promoted, and limits go on from its counts', async () => {
    const user = await userWithOneLeft();
    await pair.primary.kill();
    await policies.hold();
    await witness.heard(/^connection lost/, NOT_ASKED);
    await pair.promote();
    await isBackIn(performance.now());
    await hasOneLeft(user);
    nothingTrapped(gateway);
  });

  test('the one that was killed comes back as the replica: limits hold through another failover', async () => {
    await pair.failOver();
    await limitingIsExactWithin(performance.now());
    await pair.restore();
    const user = await userWithOneLeft();
    await pair.failOver();
    await limitingIsExactWithin(performance.now());
    await hasOneLeft(user);
    nothingTrapped(gateway);
  });

  test('demoted primary: who still asks it is told READONLY and gets the policy, until the address follows', async () => {
    const user = await userWithOneLeft();
    await pair.swapRoles();
    await policies.hold();
    await witness.heard(/READONLY|replica/i);
    expect((await readMetrics(gateway)).get('higress_redis_breakers_open')).toBe(0);
    pair.follow();
    await hasOneLeft(user);
    await witness.heard(UP_AGAIN);
    nothingTrapped(gateway);
  });

  test('switched over under load: every request that passed is counted', async () => {
    const user = policies.nextUser();
    const passed = { before: 0, after: 0 };
    let isOver = false;
    let isEnded = false;
    const load = (async () => {
      while (!isEnded) {
        const when = isOver ? 'after' : 'before';
        const { status } = await client.send({ path: many.path, headers: { 'x-user': user } });
        if (status === OK) passed[when]++;
      }
    })();
    try {
      await until(waitFor('the load', () => passed.before > 20));
      await pair.switchOver();
      isOver = true;
      await until(waitFor('requests to pass again', () => passed.after >= 20));
    } finally {
      isEnded = true;
      await load;
    }
    const [counter] = await readCounters(await pair.primary.client(), many.ruleName);
    expect(Number(counter?.value)).toBeGreaterThanOrEqual(passed.before + passed.after);
    nothingTrapped(gateway);
  });
});
