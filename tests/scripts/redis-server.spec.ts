import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { afterEach, describe, expect, it } from 'vitest';
import { RedisServer, RedisStartFailed, type RedisOptions } from '../../e2e/servers/redis-server.ts';
import { freePort } from '../../e2e/servers/free-port.ts';

const started: RedisServer[] = [];
async function start(options?: RedisOptions): Promise<RedisServer> {
  const redis = await RedisServer.start(options);
  started.push(redis);
  return redis;
}
afterEach(async () => {
  await Promise.all(started.splice(0).map((redis) => redis.stop()));
});

describe('a Redis server of our own', () => {
  it('answers on the port it names', async () => {
    const client = await (await start()).client();
    await client.set('a', '1');
    expect(await client.get('a')).toBe('1');
  });

  it('runs several at once on different ports', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    expect(new Set(servers.map(({ port }) => port)).size).toBe(3);
  });

  it('asks for its password, and names it in its URL', async () => {
    const redis = await start({ password: 'p@ss "word"' });
    expect(await (await redis.client()).ping()).toBe('PONG');
    const stranger = createClient({ url: `redis://127.0.0.1:${redis.port}` });
    await stranger.connect();
    await expect(stranger.ping()).rejects.toThrow(/NOAUTH/);
    stranger.destroy();
  });

  it('takes lines of configuration', async () => {
    const client = await (await start({ config: { 'maxmemory-policy': 'allkeys-lru' } })).client();
    expect(await client.configGet('maxmemory-policy')).toEqual({ 'maxmemory-policy': 'allkeys-lru' });
  });

  it('is gone after a kill and empty on the same port after a restart', async () => {
    const redis = await start();
    const { pid } = redis;
    await (await redis.client()).set('a', '1');
    await redis.kill();
    expect(redis.isRunning).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await expect(redis.client()).rejects.toThrow(/ECONNREFUSED/);
    await redis.restart();
    expect(await (await redis.client()).get('a')).toBeNull();
  });

  it('waits with its restart for whoever has got its port meanwhile', async () => {
    const redis = await start();
    await redis.kill();
    const occupant = createServer().listen(redis.port, '127.0.0.1');
    await once(occupant, 'listening');
    const restarted = redis.restart();
    await Promise.race([restarted, sleep(500)]);
    occupant.close();
    await restarted;
    expect(await (await redis.client()).ping()).toBe('PONG');
  });

  it('answers nothing while frozen and catches up when thawed', async () => {
    const redis = await start();
    const client = await redis.client();
    redis.freeze();
    const pong = client.ping();
    const first = await Promise.race([pong, new Promise((resolve) => setTimeout(resolve, 300, 'silence'))]);
    expect(first).toBe('silence');
    redis.thaw();
    expect(await pong).toBe('PONG');
  });

  it('stops even when frozen, and removes its folder', async () => {
    const redis = await start();
    const { pid, folder } = redis;
    redis.freeze();
    await redis.stop();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    expect(existsSync(folder)).toBe(false);
  });

  it('says why it could not start on a port that is taken', async () => {
    const port = await freePort();
    const occupant = createServer().listen(port, '127.0.0.1');
    await once(occupant, 'listening');
    await expect(RedisServer.start({ port })).rejects.toThrow(RedisStartFailed);
    await expect(RedisServer.start({ port })).rejects.toThrow(/Address already in use/);
    occupant.close();
  });

  it('names the line of the configuration Redis refuses', async () => {
    await expect(RedisServer.start({ config: { 'no-such-directive': '1' } })).rejects.toThrow(
      /no-such-directive/,
    );
  });
});
