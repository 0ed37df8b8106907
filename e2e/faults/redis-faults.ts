import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { SiteRedis } from '../servers/server.ts';
import { until, waitFor } from '../control/wait.ts';
import type { FaultProxy } from './fault-proxy.ts';

/** A Redis and the way that leads to it. */
export type Place = { redis: SiteRedis; network: FaultProxy };

/** Ends a fault. */
export type End = () => Promise<void> | void;

/** Brings a fault about and resolves to what ends it. */
export type Begin = (place: Place) => Promise<End>;

/** Longer than any test: a pause is ended, not outlasted. */
const PAUSE_MS = 600_000;

/** What can be wrong with a Redis for a while, by name. */
export const REDIS_FAULTS = {
  /** Gone at once, as by a crash; comes back without what was not saved. */
  killed: async ({ redis }) => {
    await redis.kill();
    return () => redis.restart();
  },
  /** Connections stay open and unanswered, new ones are accepted by the kernel alone. */
  frozen: async ({ redis }) => {
    await redis.freeze();
    return () => redis.thaw();
  },
  /** Holds back every command of every client. */
  paused: async ({ redis }) => {
    const replica = connect(redis.port, '127.0.0.1');
    try {
      await becomeReplica(replica, redis);
      await commanded(redis, ['CLIENT', 'PAUSE', String(PAUSE_MS)]);
    } catch (error) {
      replica.destroy();
      throw error;
    }
    return async () => {
      replica.write('CLIENT UNPAUSE\r\n');
      await until(waitFor('the end of the pause', () => isAnswering(redis)));
      replica.destroy();
    };
  },
  /** Wants another password than the gateway has, on new connections; those through the network are reset. */
  otherPassword: async ({ redis, network }) => {
    const end = await configured(redis, 'requirepass', 'another');
    network.resetConnections();
    return end;
  },
  /** Refuses what may take memory. */
  outOfMemory: ({ redis }) => configured(redis, 'maxmemory', '1'),
  /** A replica of a primary that is not there: reads are answered, writes are refused. */
  demoted: async ({ redis }) => {
    await commanded(redis, ['REPLICAOF', '127.0.0.1', '1']);
    return () => commanded(redis, ['REPLICAOF', 'NO', 'ONE']);
  },
  refusing: harming((network) => network.refuse()),
  unreachable: harming((network) => network.blackHole()),
  repliesCut: harming((network) => network.cutAfterBytes(6)),
  /** Not even a PING, of 14 bytes, gets there whole. */
  requestsCut: harming((network) => network.cutRequestsAfterBytes(10)),
  garbled: harming((network) => network.corrupt('garbage')),
} satisfies Record<string, Begin>;

export type RedisFaultName = keyof typeof REDIS_FAULTS;

/** Harm that the network does until it is healed. */
export type Harm = (network: FaultProxy) => Promise<void> | void;

export function harming(harm: Harm): Begin {
  return async ({ network }) => {
    await harm(network);
    return () => network.heal();
  };
}

/** Redis closes the connections of all its clients but replicas. Not a fault that stays: new ones work. */
export async function closeConnections(redis: SiteRedis): Promise<void> {
  await commanded(redis, ['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
}

/** Redis forgets its scripts, as after a restart. */
export async function forgetScripts(redis: SiteRedis): Promise<void> {
  await commanded(redis, ['SCRIPT', 'FLUSH']);
}

/** Sets a parameter on a connection that is kept for its end: a new one might not get in. */
async function configured(redis: SiteRedis, name: string, value: string): Promise<End> {
  const client = await redis.client();
  const before = await client.configGet(name);
  await client.configSet(name, value);
  return async () => {
    await client.configSet(before);
    client.destroy();
  };
}

async function commanded(redis: SiteRedis, command: string[]): Promise<void> {
  const client = await redis.client();
  await client.sendCommand(command);
  client.destroy();
}

async function isAnswering(redis: SiteRedis): Promise<boolean> {
  await commanded(redis, ['PING']);
  return true;
}

/** Has Redis take the connection for a replica's: a pause holds back whoever would end it, but no replica. */
async function becomeReplica(socket: Socket, redis: SiteRedis): Promise<void> {
  const client = await redis.client();
  // The copy goes over the connection: as a file it would be found by the next start.
  await client.configSet('repl-diskless-sync', 'yes');
  socket.on('error', () => {});
  const { password } = new URL(redis.url);
  if (password !== '') await told(socket, `AUTH ${JSON.stringify(decodeURIComponent(password))}`);
  // Redis takes no SYNC while its answer to something else is on its way.
  await told(socket, 'REPLCONF capa eof');
  socket.write('SYNC\r\n');
  socket.resume();
  const isKnown = async () => /^connected_slaves:[1-9]/m.test(await client.info('replication'));
  await until(waitFor('the connection to be taken for a replica', isKnown));
  client.destroy();
}

/** Resolves when something has come for an answer. */
async function told(socket: Socket, command: string): Promise<void> {
  socket.write(`${command}\r\n`);
  await once(socket, 'data');
}
