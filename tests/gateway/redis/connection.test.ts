import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisConnection } from '../../../gateway/redis/connection.ts';
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
const CONNECT_TIMEOUT_MS = 10_000;

let redis: ScriptedRedis;
let timers: ManualTimers;
let stats: ClusterStats;
let opened: RedisConnection[];
let closings: string[];
let prologueErrors: string[];
let answers: (string | undefined)[];

beforeEach(async () => {
  redis = await ScriptedRedis.start();
  timers = new ManualTimers();
  stats = new StatsBook().of('test');
  [opened, closings, prologueErrors, answers] = [[], [], [], []];
});

afterEach(async () => {
  for (const connection of opened) connection.close('session closed');
  await redis.close();
});

function settings(parameters: string, rest: Partial<RedisSettings> = {}): RedisSettings {
  return { ...DEFAULT_SETTINGS, ...rest, parameters: parseParameters(parameters) };
}

function open(installed = settings(''), endpoint = redis.endpoint): RedisConnection {
  const connection = new RedisConnection(endpoint, {
    settings: installed,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    timers,
    connect: connectEndpoint,
    stats,
    onClose: (reason, _detail, pending) => void closings.push(`${reason}, ${pending} pending`),
    onPrologueError: (error) => void prologueErrors.push(error),
  });
  opened.push(connection);
  return connection;
}

function call(connection: RedisConnection, command = PING, hasExtraReply = false): void {
  connection.call(command, (reply) => answers.push(reply?.toString('latin1')), hasExtraReply);
}

/** The op timer replaces the connect timer the moment the connection is up. */
async function up(timeoutMs = DEFAULT_SETTINGS.timeoutMs): Promise<void> {
  await until('connected', () => redis.connections.length > 0 && !timers.left.includes(CONNECT_TIMEOUT_MS));
  expect(timers.left).toContain(timeoutMs);
}

async function received(text: string): Promise<void> {
  await until(`redis has ${JSON.stringify(text)}`, () => redis.connections.at(-1)?.received === text);
}

describe('writing', () => {
  it('waits 3 ms for company, then sends all commands in one write', async () => {
    const connection = open();
    call(connection);
    timers.advance(2);
    call(connection);
    timers.advance(0.9);
    expect(stats.writes).toBe(0);
    timers.advance(0.1);
    expect(stats.writes).toBe(1);
    await received(`${PING}${PING}`);
  });

  it('does not wait from 1024 bytes on', async () => {
    const connection = open();
    call(connection, Buffer.alloc(1023, 'a'));
    call(connection, Buffer.from('b'));
    expect(timers.left).toEqual([CONNECT_TIMEOUT_MS]);
    await received(`${'a'.repeat(1023)}b`);
  });

  it.each(['max_buffer_size_before_flush=0', 'buffer_flush_timeout=0'])(
    'does not wait with %s',
    async (parameter) => {
      call(open(settings(parameter)));
      expect(timers.left).toEqual([CONNECT_TIMEOUT_MS]);
      await received(PING.toString());
    },
  );

  it('waits as long and for as much as the parameters say', async () => {
    const connection = open(settings('buffer_flush_timeout=20&max_buffer_size_before_flush=50'));
    call(connection);
    expect(timers.left).toEqual([20, CONNECT_TIMEOUT_MS]);
    for (let i = 0; i < 3; i++) call(connection);
    await received(PING.toString().repeat(4));
  });

  it('passes any byte through in both directions', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const connection = open(settings('buffer_flush_timeout=0'));
    call(connection, all);
    await received(all.toString('latin1'));
    redis.last.send(`$256\r\n${all.toString('latin1')}\r\n`);
    await until('answered', () => answers.length === 1);
    expect(answers).toEqual([`$256\r\n${all.toString('latin1')}\r\n`]);
  });
});

describe('replies', () => {
  it('go to the calls in their order, however they are split', async () => {
    const connection = open(settings('buffer_flush_timeout=0'));
    for (let i = 0; i < 3; i++) call(connection);
    await received(PING.toString().repeat(3));
    const replies = [':1\r\n', '$2\r\nab\r\n', '*1\r\n+x\r\n'];
    for (const byte of replies.join('')) {
      redis.last.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until('answered', () => answers.length === 3);
    expect(answers).toEqual(replies);
  });

  it('may be errors, which are no failures', async () => {
    call(open(settings('buffer_flush_timeout=0')));
    await received(PING.toString());
    redis.last.send('-MOVED 1 a:1\r\n');
    await until('answered', () => answers.length === 1);
    expect(answers).toEqual(['-MOVED 1 a:1\r\n']);
    expect(closings).toEqual([]);
  });

  it('of megabytes arrive whole', async () => {
    const big = `$${5 << 20}\r\n${'z'.repeat(5 << 20)}\r\n`;
    call(open(settings('buffer_flush_timeout=0')));
    await received(PING.toString());
    redis.last.send(big);
    await until('answered', () => answers.length === 1);
    expect(answers[0] === big).toBe(true);
  });

  it.each(['_\r\n', '%1\r\n', '!1\r\n', 'HTTP/1.1 400\r\n'])(
    'that are no RESP2 (%j) end the connection',
    async (reply) => {
      const connection = open(settings('buffer_flush_timeout=0'));
      for (let i = 0; i < 3; i++) call(connection);
      await received(PING.toString().repeat(3));
      redis.last.send(`+first\r\n${reply}`);
      await until('closed', () => closings.length === 1);
      expect(answers).toEqual(['+first\r\n', undefined, undefined]);
      expect(closings).toEqual(['protocol error, 2 pending']);
    },
  );

  it('that no call waits for end the connection', async () => {
    const connection = open(settings('buffer_flush_timeout=0'));
    call(connection);
    await received(PING.toString());
    redis.last.send('+1\r\n+2\r\n');
    await until('closed', () => closings.length === 1);
    expect(answers).toEqual(['+1\r\n']);
    expect(closings).toEqual(['extra reply, 0 pending']);
  });

  it('of a call with two commands do not reach the next caller', async () => {
    const connection = open(settings('buffer_flush_timeout=0'));
    call(connection, Buffer.concat([PING, PING]), true);
    call(connection);
    await received(PING.toString().repeat(3));
    redis.last.send('+1\r\n+2\r\n+3\r\n');
    await until('closed', () => closings.length === 1);
    expect(answers).toEqual(['+1\r\n', undefined]);
    expect(closings).toEqual(['extra reply, 1 pending']);
  });
});

describe('the prologue', () => {
  const auth = (...words: string[]): string =>
    `*${words.length}\r\n` + words.map((word) => `$${word.length}\r\n${word}\r\n`).join('');

  it.each([
    [
      'user and password',
      { user: 'admin', password: '123456' },
      '?db=1',
      [auth('AUTH', 'admin', '123456'), auth('SELECT', '1')],
    ],
    ['a password alone', { user: '', password: 'p' }, '', [auth('AUTH', 'p')]],
    ['database 0', { user: '', password: '' }, '?db=0', [auth('SELECT', '0')]],
    ['nothing', { user: '', password: '' }, '', []],
  ])(
    'with %s goes ahead in the same write, its replies are swallowed',
    async (_what, login, parameters, expected) => {
      const credentials = { user: Buffer.from(login.user), password: Buffer.from(login.password) };
      call(open(settings(parameters, credentials)));
      timers.advance(3);
      expect(stats.writes).toBe(1);
      await received([...expected, PING].join(''));
      redis.last.send('+OK\r\n'.repeat(expected.length) + '+PONG\r\n');
      await until('answered', () => answers.length === 1);
      expect(answers).toEqual(['+PONG\r\n']);
      expect(prologueErrors).toEqual([]);
    },
  );

  it('may fail: the plugin only sees what its own command gets, the log sees why', async () => {
    call(open(settings('buffer_flush_timeout=0', { password: Buffer.from('wrong') })));
    await until('sent', () => redis.connections.at(-1)?.received.endsWith(PING.toString()) === true);
    redis.last.send('-WRONGPASS invalid\r\n-NOAUTH Authentication required.\r\n');
    await until('answered', () => answers.length === 1);
    expect(answers).toEqual(['-NOAUTH Authentication required.\r\n']);
    expect(prologueErrors).toEqual(['-WRONGPASS invalid']);
  });
});

describe('the timer', () => {
  it('fails all calls together when Redis is silent', async () => {
    const connection = open(settings('buffer_flush_timeout=0'));
    call(connection);
    await up();
    timers.advance(999);
    call(connection);
    expect(answers).toEqual([]);
    timers.advance(1);
    expect(answers).toEqual([undefined, undefined]);
    expect(closings).toEqual(['op timeout, 2 pending']);
    await until('redis sees the end', () => redis.last.isClosed);
  });

  it('starts anew with every reply, so that steady replies keep a deep queue alive', async () => {
    const connection = open(settings('buffer_flush_timeout=0'));
    for (let i = 0; i < 5; i++) call(connection);
    await up();
    await received(PING.toString().repeat(5));
    for (let i = 1; i <= 5; i++) {
      timers.advance(999);
      redis.last.send(`:${i}\r\n`);
      await until('answered', () => answers.length === i);
    }
    expect(answers).toEqual([1, 2, 3, 4, 5].map((i) => `:${i}\r\n`));
    expect(closings).toEqual([]);
  });

  it('runs on for the calls behind an answered one', async () => {
    const connection = open(settings('buffer_flush_timeout=0'));
    call(connection);
    call(connection);
    await up();
    await received(PING.toString().repeat(2));
    timers.advance(600);
    redis.last.send('+1\r\n');
    await until('answered', () => answers.length === 1);
    timers.advance(999);
    expect(answers).toEqual(['+1\r\n']);
    timers.advance(1);
    expect(answers).toEqual(['+1\r\n', undefined]);
  });

  it('rests while nothing is pending and starts with the next call', async () => {
    const connection = open(settings('buffer_flush_timeout=0'));
    call(connection);
    await up();
    redis.last.send('+1\r\n');
    await until('answered', () => answers.length === 1);
    expect(timers.left).toEqual([]);
    timers.advance(60_000);
    call(connection);
    expect(timers.left).toEqual([1000]);
  });

  it('counts from the call, not from the write', async () => {
    const connection = open(settings('buffer_flush_timeout=2000'));
    await up();
    call(connection);
    timers.advance(1000);
    expect(answers).toEqual([undefined]);
    expect(stats.writes).toBe(0);
  });

  it('of 0 ms fails every call', async () => {
    call(open(settings('buffer_flush_timeout=0', { timeoutMs: 0 })));
    await up(0);
    timers.advance(0);
    expect(answers).toEqual([undefined]);
  });

  it('gives a connection that does not come up the connect timeout', () => {
    const silent = open();
    call(silent);
    // The flush before; no event of the socket has been handled yet.
    timers.advance(CONNECT_TIMEOUT_MS);
    expect(answers).toEqual([undefined]);
    expect(closings).toEqual(['connect timeout, 1 pending']);
  });
});

describe('an end of the connection', () => {
  it('fails all calls when nobody listens', async () => {
    const { endpoint } = redis;
    await redis.close();
    redis = await ScriptedRedis.start();
    const connection = open(settings(''), endpoint);
    call(connection);
    call(connection);
    await until('closed', () => closings.length === 1);
    expect(answers).toEqual([undefined, undefined]);
    expect(closings).toEqual(['connect failed, 2 pending']);
    expect(timers.left).toEqual([]);
  });

  it.each([
    ['of no number that is a port', { host: '127.0.0.1', port: 65536 }],
    ['of such a number, with TLS', { host: '127.0.0.1', port: -1, tls: {} }],
  ])('comes to an endpoint %s as it comes when nobody listens', async (_what, endpoint) => {
    call(open(settings(''), endpoint));
    await until('closed', () => closings.length === 1);
    expect(answers).toEqual([undefined]);
    expect(closings).toEqual(['connect failed, 1 pending']);
    expect(stats).toMatchObject({
      connectionsOpen: 0,
      connectionsClosed: { 'connect failed': 1 },
      pending: 0,
    });
  });

  it('by Redis fails all calls, once', async () => {
    const connection = open(settings('buffer_flush_timeout=0'));
    call(connection);
    call(connection);
    await received(PING.toString().repeat(2));
    redis.last.send('+1\r\n+half');
    await until('first answered', () => answers.length === 1);
    redis.last.close();
    await until('closed', () => closings.length === 1);
    expect(answers).toEqual(['+1\r\n', undefined]);
    expect(closings).toEqual(['closed by redis, 1 pending']);
    connection.close('session closed');
    expect(closings).toHaveLength(1);
  });
});
