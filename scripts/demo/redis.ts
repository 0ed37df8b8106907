import { lookup } from 'node:dns/promises';
import { createClient } from 'redis';
import { RedisServer } from '../../e2e/servers/redis-server.ts';
import { provideRedisServer } from '../provision/redis.ts';
import { ProvisionError, type Report } from '../provision/provision-error.ts';
import { withoutPassword } from './without-password.ts';

/** Where a Redis is and how to log in; empty texts and 0 where the URL says nothing. */
export type RedisAddress = { ip: string; port: number; username: string; password: string; database: number };

/** The Redis of the demo. `binary` is set if we run it ourselves. */
export type DemoRedis = {
  url: string;
  address: RedisAddress;
  binary?: string;
  /** Resolves if it goes down by itself; never for somebody else's. */
  ended: Promise<void>;
  stop: () => Promise<void>;
};

const DEFAULT_PORT = 6379;

/** The one REDIS_URL names, else one of our own. */
export async function openRedis(report: Report): Promise<DemoRedis> {
  const url = process.env['REDIS_URL'];
  if (url) {
    report('the one REDIS_URL names');
    const address = await addressOf(url);
    await mustAnswer(url);
    return { url, address, ended: new Promise(() => {}), stop: async () => {} };
  }
  const binary = await provideRedisServer(report);
  const server = await RedisServer.start({ binary });
  const address = { ip: '127.0.0.1', port: server.port, username: '', password: '', database: 0 };
  return { url: server.url, address, binary, ended: server.ended(), stop: () => server.stop() };
}

/** Reads a redis:// URL. A host name becomes an address, since a static registry of the gateway takes nothing else. */
export async function addressOf(text: string): Promise<RedisAddress> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const database = /^\/?(\d*)$/.exec(url?.pathname ?? '')?.[1];
  if (url?.protocol !== 'redis:' || url.hostname === '' || database === undefined) {
    throw new ProvisionError(
      `REDIS_URL is not an address the demo can use: ${withoutPassword(text)}`,
      'write redis://[user:password@]host[:port][/database], or unset it to get a Redis of the demo’s own',
    );
  }
  const { address } = await lookup(url.hostname, { family: 4 });
  return {
    ip: address,
    port: Number(url.port || DEFAULT_PORT),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: Number(database),
  };
}

async function mustAnswer(url: string): Promise<void> {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 3_000 } });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProvisionError(
      `the Redis of REDIS_URL does not answer: ${why}`,
      'start it or unset REDIS_URL',
      { cause },
    );
  } finally {
    if (client.isOpen) client.destroy();
  }
}
