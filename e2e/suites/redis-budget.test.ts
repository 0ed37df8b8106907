import { expect } from 'vitest';
import type { RedisClient } from '../servers/redis-server.ts';
import { commandCounts, inputBytes } from '../scenes/counters.ts';
import { LIMITED, OK } from '../scenes/expectations.ts';
import { limiterSuite } from '../scenes/limiter-suite.ts';

const REQUESTS = 200;
const MAX_BYTES = 200;
/** What this test sends. */
const NOT_OF_THE_GATEWAY = ['info', 'config', 'script'];

const perUser = {
  rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: 150 }] }],
};

/** What the script runs when it is called `calls` times: a command of its names beyond that came from elsewhere. */
function ofScript(calls: number, { counted, isNewWindow }: { counted: number; isNewWindow: boolean }) {
  return { get: calls, ttl: calls, incr: counted, ...(isNewWindow && { expire: 1 }) };
}

/** Commands that Redis ran for the gateway during `work`, those inside scripts included. */
async function commandsOf(redis: RedisClient, work: () => Promise<void>): Promise<Record<string, number>> {
  await redis.configResetStat();
  await work();
  const counts = await commandCounts(redis);
  for (const command of NOT_OF_THE_GATEWAY) counts.delete(command);
  return Object.fromEntries(counts);
}

limiterSuite('what a request costs Redis', (limitTest) => {
  limitTest('an allowed request costs one command', perUser, async ({ redis, send, statuses }) => {
    await send({ headers: { 'x-user': 'warm-up' } });
    const commands = await commandsOf(redis, async () => {
      expect(await statuses(100, { headers: { 'x-user': 'alice' } })).toEqual(Array(100).fill(OK));
    });
    expect(commands).toEqual({ evalsha: 100, ...ofScript(100, { counted: 100, isNewWindow: true }) });
  });

  limitTest('a rejected request costs one command', perUser, async ({ redis, statuses }) => {
    await statuses(150, { headers: { 'x-user': 'alice' } });
    const commands = await commandsOf(redis, async () => {
      expect(await statuses(10, { headers: { 'x-user': 'alice' } })).toEqual(Array(10).fill(LIMITED));
    });
    // The first one too many is counted, so that the counter tells of it.
    expect(commands).toEqual({ evalsha: 10, ...ofScript(10, { counted: 1, isNewWindow: false }) });
  });

  limitTest('a request that no limit is for costs nothing', perUser, async ({ redis, client, statuses }) => {
    const commands = await commandsOf(redis, async () => {
      expect(await statuses(20)).toEqual(Array(20).fill(OK));
      expect(await client.statuses(20, { path: '/free' })).toEqual(Array(20).fill(OK));
      expect((await client.send({ path: '/nowhere' })).status).toBe(404);
    });
    expect(commands).toEqual({});
  });

  limitTest(
    'a script that Redis does not know is sent once, and then called by its hash again',
    { global_threshold: { query_per_hour: 100 } },
    async ({ redis, statuses }) => {
      await statuses(1);
      const commands = await commandsOf(redis, async () => {
        await redis.scriptFlush();
        expect(await statuses(10)).toEqual(Array(10).fill(OK));
      });
      const inScript = ofScript(10, { counted: 10, isNewWindow: false });
      expect(commands).toEqual({ evalsha: 10, eval: 1, ...inScript });
    },
  );

  limitTest(
    `an allowed request of a user with a usual name sends at most ${MAX_BYTES} bytes`,
    { rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: REQUESTS }] }] },
    async ({ redis, send, statuses }) => {
      await send({ headers: { 'x-user': 'warm-up' } });
      const before = await inputBytes(redis);
      await statuses(REQUESTS, { headers: { 'x-user': 'somebody@example.org' } });
      const perRequest = ((await inputBytes(redis)) - before) / REQUESTS;
      expect(perRequest).toBeGreaterThan(100);
      expect(perRequest).toBeLessThanOrEqual(MAX_BYTES);
    },
  );
});
