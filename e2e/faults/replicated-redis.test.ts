import { createClient } from 'redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisServer } from '../servers/redis-server.ts';
import { FaultProxy } from './fault-proxy.ts';
import { ReplicatedRedis } from './replicated-redis.ts';

let servers: RedisServer[];
let network: FaultProxy;
const visitors: { destroy(): void; isOpen: boolean }[] = [];
let pair: ReplicatedRedis;

beforeEach(async () => {
  servers = await Promise.all([RedisServer.start(), RedisServer.start()]);
  // It would lead to nowhere: the pair knows where its primary is.
  network = await FaultProxy.start({ target: { port: 1 } });
  pair = await ReplicatedRedis.start(servers[0]!, servers[1]!, network);
});
afterEach(async () => {
  for (const client of visitors.splice(0)) if (client.isOpen) client.destroy();
  await network.stop();
  await Promise.all(servers.map((server) => server.stop()));
});

/** A client that comes by the address of both, and does not reconnect. */
async function visitor() {
  const client = createClient({
    url: `redis://${pair.network.address}`,
    socket: { reconnectStrategy: false },
  });
  const lost = new Promise<void>((resolve) => client.on('error', () => resolve()));
  await client.connect();
  visitors.push(client);
  return { client, lost };
}

describe('a replicated Redis', () => {
  it('has what was written at its replica when that has caught up', async () => {
    const { client } = await visitor();
    for (let i = 1; i <= 100; i++) await client.incr('count');
    await pair.caughtUp();
    expect(await (await pair.replica.client()).get('count')).toBe('100');
  });

  it('fails over: the replica goes on with what it has, behind the same address', async () => {
    const { client, lost } = await visitor();
    await client.incr('count');
    await pair.caughtUp();
    const [killed, survivor] = [pair.primary, pair.replica];
    await pair.failOver();
    await lost;
    expect([pair.primary, pair.replica]).toEqual([survivor, killed]);
    const next = await visitor();
    expect(await next.client.incr('count')).toBe(2);
    await expect(killed.client()).rejects.toThrow(/ECONNREFUSED/);
  });

  it('takes the killed one back as a replica, and can fail over to it', async () => {
    await pair.failOver();
    await pair.restore();
    const { client } = await visitor();
    await client.incr('count');
    await pair.caughtUp();
    await pair.failOver();
    const next = await visitor();
    expect(await next.client.incr('count')).toBe(2);
  });

  it('swaps the roles: who still comes by the address finds a replica', async () => {
    const { client } = await visitor();
    await client.incr('count');
    await pair.swapRoles();
    await expect(client.incr('count')).rejects.toThrow(/READONLY/);
    expect(await (await pair.primary.client()).incr('count')).toBe(2);
    expect(await (await pair.replica.client()).role()).toMatchObject({ role: 'slave' });
    await pair.caughtUp();
    expect(await client.get('count')).toBe('2');
  });

  it('has old connections reset and new ones lead to the primary once the address follows', async () => {
    const { lost } = await visitor();
    await pair.swapRoles();
    pair.follow();
    await lost;
    const next = await visitor();
    expect(await next.client.incr('count')).toBe(1);
  });

  it('switches over twice without losing a write', async () => {
    for (let i = 1; i <= 2; i++) {
      const { client } = await visitor();
      expect(await client.incr('count')).toBe(i);
      await pair.switchOver();
    }
    const { client } = await visitor();
    expect(await client.get('count')).toBe('2');
  });
});
