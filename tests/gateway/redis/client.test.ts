import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeLog } from '../../../gateway/redis/bridge-log.ts';
import { RedisClient, type ReinitRule } from '../../../gateway/redis/client.ts';
import { connectEndpoint } from '../../../gateway/redis/endpoint.ts';
import {
  DEFAULT_SETTINGS,
  parseParameters,
  type RedisSettings,
} from '../../../gateway/redis/redis-settings.ts';
import { StatsBook, type ClusterStats } from '../../../gateway/redis/stats.ts';
import { ManualTimers } from './manual-timers.ts';
import { ScriptedRedis } from './scripted-redis.ts';
import { until } from './until.ts';

const PING = Buffer.from('*1\r\n$4\r\nPING\r\n');
const NOW = settings('buffer_flush_timeout=0');

let hosts: ScriptedRedis[];
let timers: ManualTimers;
let stats: ClusterStats;
let clients: RedisClient[];
let warnings: string[];
let answers: (string | undefined)[];

beforeEach(async () => {
  hosts = await Promise.all(
    ['a', 'b'].map((name) => ScriptedRedis.start((one) => void one.answer(() => `+${name}\r\n`))),
  );
  timers = new ManualTimers();
  stats = new StatsBook().of('test');
  [clients, warnings, answers] = [[], [], []];
});

afterEach(async () => {
  for (const client of clients) client.close('session closed');
  await Promise.all(hosts.map((host) => host.close()));
});

function settings(parameters: string, rest: Partial<RedisSettings> = {}): RedisSettings {
  return { ...DEFAULT_SETTINGS, ...rest, parameters: parseParameters(parameters) };
}

function create(
  endpoints = hosts.slice(0, 1).map((host) => host.endpoint),
  reinit: ReinitRule = 'skip-equal',
): RedisClient {
  const client = new RedisClient(endpoints, NOW, {
    cluster: 'redis',
    reinit,
    connectTimeoutMs: 10_000,
    timers,
    connect: connectEndpoint,
    stats,
    log: new BridgeLog((level, message) => level === 'warn' && void warnings.push(message)),
  });
  clients.push(client);
  return client;
}

function call(client: RedisClient): void {
  client.call(PING, (reply) => answers.push(reply?.toString()));
}

async function answered(count: number): Promise<void> {
  await until(`${count} answers`, () => answers.length === count);
}

/** A call that its host has read and not answered. */
async function callInFlight(client: RedisClient, host: ScriptedRedis): Promise<void> {
  const before = host.connections.length;
  call(client);
  await until('sent', () => host.connections.length > before && host.last.received !== '');
}

describe('a client', () => {
  it('opens no connection before the first call, and one for all that follow', async () => {
    const client = create();
    expect(stats.connectionsOpened).toBe(0);
    for (let i = 0; i < 5; i++) call(client);
    await answered(5);
    expect(hosts[0]!.connections).toHaveLength(1);
  });

  it('lets the hosts take turns', async () => {
    const client = create(hosts.map((host) => host.endpoint));
    for (let i = 1; i <= 4; i++) {
      call(client);
      await answered(i);
    }
    expect(answers).toEqual(['+a\r\n', '+b\r\n', '+a\r\n', '+b\r\n']);
  });

  it('fails a call at once when the cluster has no host', () => {
    call(create([]));
    expect(answers).toEqual([undefined]);
  });

  it('connects anew after a failure, with the prologue', async () => {
    const client = create();
    client.init(settings('db=2&buffer_flush_timeout=0'));
    call(client);
    await until('sent', () => hosts[0]!.connections.length === 1 && hosts[0]!.last.received.includes('PING'));
    await answered(1);
    hosts[0]!.last.close();
    await until('noticed', () => stats.connectionsOpen === 0);
    call(client);
    await answered(2);
    expect(hosts[0]!.connections).toHaveLength(2);
    expect(hosts[0]!.last.received).toBe(`*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n${PING}`);
    expect(warnings).toEqual([expect.stringContaining('closed by redis')]);
  });
});

describe('a further init', () => {
  beforeEach(async () => {
    await hosts[0]!.close();
    hosts[0] = await ScriptedRedis.start();
  });

  it('with equal settings does nothing', async () => {
    const client = create();
    client.init(settings('a=1&buffer_flush_timeout=0&b=2'));
    await callInFlight(client, hosts[0]!);
    client.init(settings('b=2&a=1&buffer_flush_timeout=0'));
    hosts[0]!.last.send('+still here\r\n');
    await answered(1);
    expect(answers).toEqual(['+still here\r\n']);
    expect(stats.connectionsClosed).toEqual({});
  });

  it.each([
    ['another timeout', settings('buffer_flush_timeout=0', { timeoutMs: 5 })],
    ['another parameter', settings('buffer_flush_timeout=0&unknown=1')],
    ['another password', settings('buffer_flush_timeout=0', { password: Buffer.from('p') })],
  ])('with %s fails what is in flight and connects anew', async (_what, changed) => {
    const client = create();
    await callInFlight(client, hosts[0]!);
    client.init(changed);
    expect(answers).toEqual([undefined]);
    await callInFlight(client, hosts[0]!);
    expect(stats).toMatchObject({ connectionsOpened: 2, connectionsClosed: { 're-init': 1 } });
    expect(warnings).toEqual([]);
  });

  it('closes on equal settings too where the gateway is an old one', async () => {
    const client = create(undefined, 'always');
    await callInFlight(client, hosts[0]!);
    client.init(NOW);
    expect(answers).toEqual([undefined]);
  });
});

describe('a change of endpoints', () => {
  it('closes an idle connection to a host that left at once', async () => {
    const client = create();
    call(client);
    await answered(1);
    client.setEndpoints([hosts[1]!.endpoint]);
    expect(stats.connectionsClosed).toEqual({ drained: 1 });
    call(client);
    await answered(2);
    expect(answers).toEqual(['+a\r\n', '+b\r\n']);
    expect(warnings).toEqual([]);
  });

  it('lets a host that left answer first, and looks every second whether it has', async () => {
    await hosts[0]!.close();
    hosts[0] = await ScriptedRedis.start();
    const client = create();
    await callInFlight(client, hosts[0]!);
    client.setEndpoints([hosts[1]!.endpoint]);
    call(client);
    await answered(1);
    hosts[0]!.last.send('+late\r\n');
    await answered(2);
    expect(answers).toEqual(['+b\r\n', '+late\r\n']);
    timers.advance(999);
    expect(stats.connectionsClosed).toEqual({});
    timers.advance(1);
    expect(stats.connectionsClosed).toEqual({ drained: 1 });
    expect(timers.left).toEqual([]);
  });

  it('that keeps a host keeps its connection', async () => {
    const client = create();
    call(client);
    await answered(1);
    client.setEndpoints(hosts.map((host) => host.endpoint));
    call(client);
    call(client);
    await answered(3);
    expect(hosts[0]!.connections).toHaveLength(1);
    expect(stats.connectionsClosed).toEqual({});
  });
});
