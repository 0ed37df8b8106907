import { commandCounts } from '../scenes/counters.ts';
import type { SiteRedis } from '../gateways/site.ts';
import { type Facts, secondsLeft } from './facts.ts';

/** The user that scenarios may create. */
export const SECOND_USER = 'limiter';

/** What a scenario may have changed, back to what a new server has. */
const RESET = [
  ['CONFIG', 'SET', 'maxmemory', '0'],
  ['REPLICAOF', 'NO', 'ONE'],
  ['ACL', 'DELUSER', SECOND_USER],
  ['FLUSHALL'],
];
/** Commands of connections, and of whoever looks on, rather than of the limiter. */
const NOT_COUNTED = ['auth', 'client', 'hello', 'info', 'ping', 'select', 'config', 'exists'];

/** A blank server that knows `scripts`, as one in service does. */
export async function resetRedis(redis: SiteRedis, scripts: readonly string[]): Promise<void> {
  const client = await redis.client();
  for (const command of RESET) await client.sendCommand(command);
  await client.sendCommand(['SCRIPT', 'FLUSH']);
  for (const script of scripts) await client.sendCommand(['SCRIPT', 'LOAD', script]);
  await client.sendCommand(['CONFIG', 'RESETSTAT']);
  client.destroy();
}

/** Every key of every database, and how often each command ran; the steps began at `beganAt`. */
export async function storedFacts(redis: SiteRedis, beganAt: number): Promise<Facts> {
  const facts: Facts = new Map();
  const client = await redis.client();
  // First, because looking costs commands too.
  for (const [command, count] of [...(await commandCounts(client))].sort()) {
    if (!NOT_COUNTED.includes(command)) facts.set(`redis command ${command}`, `${count} times`);
  }
  const keyspace = await client.info('keyspace');
  for (const [, database] of keyspace.matchAll(/^db(\d+):/gm)) {
    await client.select(Number(database));
    for (const key of (await client.keys('*')).sort()) {
      const place = `redis ${database} ${key}`;
      const type = await client.type(key);
      facts.set(place, type === 'string' ? `string ${JSON.stringify(await client.get(key))}` : type);
      const ttlMs = await client.pTTL(key);
      // Without an expiry is not the same as a few seconds away from it.
      facts.set(`${place} ttl`, ttlMs < 0 ? 'none' : secondsLeft(ttlMs / 1000, beganAt));
    }
  }
  client.destroy();
  return facts;
}
