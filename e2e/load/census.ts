import { commandCounts } from '../scenes/counters.ts';
import type { SiteOrigin } from '../gateways/site.ts';
import type { RedisClient } from '../servers/redis-server.ts';
import type { LoadReport } from './load.ts';

/** One load, counted exactly at each of its three ends. */
export interface Census {
  client: LoadReport;
  /** Requests that reached the origin. */
  origin: number;
  /** Commands that Redis ran, by name, those inside scripts included. */
  redis: Record<string, number>;
}

const OWN_COMMANDS = ['info', 'config'];

/** Nothing else may use the origin or the Redis meanwhile. */
export async function countLoad(
  run: () => Promise<LoadReport>,
  { origin, redis }: { origin: SiteOrigin; redis: RedisClient },
): Promise<Census> {
  const before = (await origin.seen()).length;
  await redis.configResetStat();
  const client = await run();
  const counts = await commandCounts(redis);
  for (const command of OWN_COMMANDS) counts.delete(command);
  return { client, origin: (await origin.seen()).length - before, redis: Object.fromEntries(counts) };
}
