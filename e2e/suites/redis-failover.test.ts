import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ReplicatedRedis } from '../faults/replicated-redis.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, LIMITED, OK, UNAVAILABLE } from '../scenes/expectations.ts';
import { readCounters } from '../scenes/counters.ts';
import { LimitedRoutes } from '../scenes/limited-routes.ts';
import { readMetrics } from '../scenes/metrics.ts';
import { RedisWitness } from '../scenes/redis-witness.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { until, waitFor } from '../control/wait.ts';

const TIMEOUT_MS = 300;
/** What a busy machine may add. */
const SLACK_MS = 1_200;
/** From the moment the address leads to a primary until limits are exact again. */
const RECOVERY_MS = 1_000;
const LIMIT = 3;
const perUser = { limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] };

suite('a failover of Redis', () => {
  const routes = new LimitedRoutes({ timeout: TIMEOUT_MS });
  const open = routes.add({ rule_items: [perUser] });
  const closed = routes.add({ rule_items: [perUser], on_redis_error: 'closed' });
  const local = routes.add({ rule_items: [perUser], on_redis_error: 'local' });
  const many = routes.add({
    rule_items: [{ ...perUser, limit_keys: [{ key: '*', query_per_hour: 1_000_000 }] }],
    on_redis_error: 'closed',
  });
  const all = [open, closed, local];
  let scene: Scene;
  let pair: ReplicatedRedis;
  let gateway: StartedGateway;
  let client: Client;
  let witness: RedisWitness;
  let users = 0;

  beforeAll(async () => {
    scene = await Scene.start();
    pair = await scene.faults.replicated();
    const resources = [scene.services(scene.faults.network), ...routes.resources];
    ({ gateway, client } = await scene.gateway({ resources }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);
  afterEach(() => pair.restore());
  beforeEach(() => {
    witness = new RedisWitness(gateway);
  });

  const nextUser = () => `user-${++users}`;

  async function statuses(count: number, { path } = open, user = nextUser()): Promise<number[]> {
    const found: number[] = [];
    for (let i = 0; i < count; i++) {
      const { status, ms } = await client.send({ path, headers: { 'x-user': user } });
      expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
      found.push(status);
    }
    return found;
  }

  /** A user who has one request left on every route, as the replica knows. */
  async function userWithOneLeft(): Promise<string> {
    const user = nextUser();
    for (const route of all)
      expect(await statuses(LIMIT - 1, route, user)).toEqual(Array(LIMIT - 1).fill(OK));
    await pair.caughtUp();
    return user;
  }

  async function hasOneLeft(user: string): Promise<void> {
    for (const route of all) expect(await statuses(2, route, user)).toEqual(exactly(1));
  }

  async function policiesHold(): Promise<void> {
    expect(await statuses(LIMIT + 2)).toEqual(Array(LIMIT + 2).fill(OK));
    expect(await statuses(LIMIT, closed)).toEqual(Array(LIMIT).fill(UNAVAILABLE));
    expect(await statuses(LIMIT + 2, local)).toEqual([...exactly(LIMIT), LIMITED]);
  }

  const isBackIn = async (startedAt: number) => {
    await witness.heard(/^answers again$/);
    expect(performance.now() - startedAt).toBeLessThan(RECOVERY_MS + SLACK_MS);
  };

  const limitingIsExactWithin = async (startedAt: number) => {
    const isExact = async () => String(await statuses(LIMIT + 1, closed)) === String(exactly(LIMIT));
    await until(waitFor('limits to be exact', isExact));
    expect(performance.now() - startedAt).toBeLessThan(RECOVERY_MS + SLACK_MS);
  };

  const nothingTrapped = () =>
    expect(gateway.logs().filter((line) => line.includes('RuntimeError'))).toEqual([]);

  test('primary killed: policies answer until the replica is promoted, and limits go on from its counts', async () => {
    const user = await userWithOneLeft();
    await pair.primary.kill();
    await policiesHold();
    await witness.heard(/^connection lost/, /^is not asked any more/);
    await pair.promote();
    await isBackIn(performance.now());
    await hasOneLeft(user);
    nothingTrapped();
  });

  test('the one that was killed comes back as the replica: limits hold through another failover', async () => {
    await pair.failOver();
    await limitingIsExactWithin(performance.now());
    await pair.restore();
    const user = await userWithOneLeft();
    await pair.failOver();
    await limitingIsExactWithin(performance.now());
    await hasOneLeft(user);
    nothingTrapped();
  });

  test('demoted primary: who still asks it is told READONLY and gets the policy, until the address follows', async () => {
    const user = await userWithOneLeft();
    await pair.swapRoles();
    await policiesHold();
    await witness.heard(/READONLY|replica/i);
    expect((await readMetrics(gateway)).get('higress_redis_breakers_open')).toBe(0);
    pair.follow();
    await hasOneLeft(user);
    await witness.heard(/^answers again$/);
    nothingTrapped();
  });

  test('switched over under load: every request that passed is counted', async () => {
    const user = nextUser();
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
    nothingTrapped();
  });
});
