import type { RedisClient } from '../servers/redis-server.ts';

const PREFIX = 'higress-cluster-key-rate-limit';

export type StoredCounter = { key: string; value: string; type: string; ttlSeconds: number };

/** What lies in Redis for a rule, as a Redis client sees it, sorted by key. */
export async function readCounters(redis: RedisClient, ruleName: string): Promise<StoredCounter[]> {
  const keys = await redis.keys(`${PREFIX}:${ruleName}:*`);
  const counters = keys.sort().map(async (key) => ({
    key: key.slice(`${PREFIX}:${ruleName}:`.length),
    value: (await redis.get(key)) ?? '',
    type: await redis.type(key),
    ttlSeconds: await redis.ttl(key),
  }));
  return Promise.all(counters);
}

/** How often each command ran since the last reset, those of scripts included; subcommands count as their command. */
export async function commandCounts(redis: RedisClient): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const info = await redis.info('commandstats');
  for (const [, command = '', calls] of info.matchAll(/^cmdstat_([^|:]+)[^:]*:calls=(\d+)/gm)) {
    counts.set(command, (counts.get(command) ?? 0) + Number(calls));
  }
  return counts;
}

/** Bytes that clients have sent to Redis since the last reset. */
export async function inputBytes(redis: RedisClient): Promise<number> {
  const [, bytes] = /^total_net_input_bytes:(\d+)/m.exec(await redis.info('stats')) ?? [];
  return Number(bytes);
}
