import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisBridge } from '../../../gateway/redis/bridge.ts';
import type { FinishedCall } from '../../../gateway/redis/finished-call.ts';
import { CALL_PATH } from '../../../gateway/redis/protocol.ts';
import { ScriptedRedis } from './scripted-redis.ts';
import { until } from './until.ts';
import { answerOf, Worker } from './worker.ts';

const PING = '*1\r\n$4\r\nPING\r\n';
const CLUSTER = 'outbound|6379||redis.dns';
const OTHER = 'outbound|6379||other.dns';
/** No wait before a write: these tests run in real time. */
const SOON = '?buffer_flush_timeout=0';

let redis: ScriptedRedis;
let folder: string;
let bridge: RedisBridge;
let workers: Worker[];
let log: string[];

beforeEach(async () => {
  redis = await ScriptedRedis.start();
  [workers, log] = [[], []];
  folder = await mkdtemp(join(tmpdir(), 'bridge-'));
  bridge = await RedisBridge.start(join(folder, 'redis.sock'), {
    log: (level, message) => void log.push(`${level}: ${message}`),
  });
  bridge.setClusters(new Map([[CLUSTER, [redis.endpoint]]]));
});

afterEach(async () => {
  for (const worker of workers) worker.close();
  await bridge.close();
  await redis.close();
  await rm(folder, { recursive: true });
});

function newWorker(): Worker {
  const worker = new Worker(join(folder, 'redis.sock'));
  workers.push(worker);
  return worker;
}

/** A worker whose calls are written at once. */
async function initialised(): Promise<Worker> {
  const worker = newWorker();
  expect((await worker.init(CLUSTER, SOON)).status).toBe(200);
  return worker;
}

const warnings = (): string[] => log.filter((line) => line.startsWith('warn'));
const sent = (text: string): Promise<void> =>
  until(`redis has ${JSON.stringify(text)}`, () => redis.connections.at(-1)?.received === text);

describe('the bridge', () => {
  it('answers a call with the raw reply and enough headers for the shim', async () => {
    const worker = await initialised();
    const answer = worker.call(CLUSTER, PING);
    await sent(PING);
    redis.last.send('$4\r\n\x00\r\n\xff\r\n');
    const { status, headerCount, body } = await answer;
    expect([status, body]).toEqual([200, '$4\r\n\x00\r\n\xff\r\n']);
    expect(headerCount).toBeGreaterThanOrEqual(12);
  });

  it('answers a failed call without a body', async () => {
    const worker = await initialised();
    const answers = [worker.call(CLUSTER, PING), worker.call(CLUSTER, PING)];
    await sent(PING + PING);
    redis.last.close();
    for (const { status, headerCount, body } of await Promise.all(answers)) {
      expect([status, body]).toEqual([502, '']);
      expect(headerCount).toBeLessThan(12);
    }
    expect(bridge.stats().clusters[CLUSTER]).toMatchObject({ calls: 2, failures: 2, replies: 0, pending: 0 });
  });

  it('fails a call to a cluster it does not know, and says so once', async () => {
    const worker = newWorker();
    expect((await worker.call('nobody', PING)).status).toBe(502);
    expect((await worker.call('nobody', PING)).status).toBe(502);
    expect(warnings()).toEqual([expect.stringContaining('redis nobody: unknown cluster')]);
  });

  it('sends commands in the order of the calls, whichever body is whole first', async () => {
    const worker = await initialised();
    const slow = worker.open(CALL_PATH, CLUSTER);
    slow.write('*1\r\n$4\r\n');
    const quick = worker.call(CLUSTER, '*1\r\n$5\r\nQUICK\r\n');
    await setTimeout(20);
    expect(redis.connections).toHaveLength(0);
    const slowAnswer = answerOf(slow);
    slow.end('SLOW\r\n');
    await sent('*1\r\n$4\r\nSLOW\r\n*1\r\n$5\r\nQUICK\r\n');
    redis.last.send('+slow\r\n+quick\r\n');
    expect([(await slowAnswer).body, (await quick).body]).toEqual(['+slow\r\n', '+quick\r\n']);
  });

  it('passes over a call that was cancelled half way, and drops the reply of one that was cancelled later', async () => {
    const worker = await initialised();
    const half = worker.open(CALL_PATH, CLUSTER);
    half.write('*1\r\n');
    const whole = worker.open(CALL_PATH, CLUSTER);
    whole.end(PING);
    const last = worker.call(CLUSTER, '*1\r\n$4\r\nECHO\r\n');
    await setTimeout(20);
    // close() would end the body properly first.
    half.on('error', () => undefined).destroy(new Error('reset'));
    await sent(`${PING}*1\r\n$4\r\nECHO\r\n`);
    whole.close(constants.NGHTTP2_CANCEL);
    await once(whole, 'close');
    redis.last.send('+dropped\r\n+last\r\n');
    expect((await last).body).toBe('+last\r\n');
  });

  it('has a client for each worker', async () => {
    const [one, two] = [await initialised(), await initialised()];
    void one.call(CLUSTER, PING).catch(() => undefined);
    await sent(PING);
    const answer = two.call(CLUSTER, PING);
    await until('two connections', () => redis.connections.length === 2 && redis.last.received === PING);
    one.close();
    await until('the first is gone', () => redis.connections[0]!.isClosed);
    expect(bridge.stats()).toMatchObject({ sessions: 1 });
    redis.last.send('+two\r\n');
    expect((await answer).body).toBe('+two\r\n');
  });

  it('gives the last init to a worker that comes back', async () => {
    const first = newWorker();
    await first.init(CLUSTER, `${SOON}&db=7`);
    first.close();
    void newWorker()
      .call(CLUSTER, PING)
      .catch(() => undefined);
    await sent(`*2\r\n$6\r\nSELECT\r\n$1\r\n7\r\n${PING}`);
  });

  it('takes replies of megabytes and thousands of calls at once', async () => {
    const worker = await initialised();
    const big = `$${8 << 20}\r\n${'y'.repeat(8 << 20)}\r\n`;
    const answers = Array.from({ length: 3000 }, (_, i) =>
      worker.call(CLUSTER, `*1\r\n$4\r\nN${String(i).padStart(3, '0').slice(-3)}\r\n`),
    );
    await until('all sent', () => redis.connections[0]?.received.length === 3000 * PING.length);
    redis.last.send(big + Array.from({ length: 2999 }, (_, i) => `:${i}\r\n`).join(''));
    const [first, ...rest] = await Promise.all(answers);
    expect(first!.body === big).toBe(true);
    expect(rest.map(({ body }) => body)).toEqual(rest.map((_, i) => `:${i}\r\n`));
  });
});

describe('the clusters of the bridge', () => {
  it('change one by one: the others notice nothing', async () => {
    const other = await ScriptedRedis.start();
    bridge.setClusters(
      new Map([
        [CLUSTER, [redis.endpoint]],
        [OTHER, [other.endpoint]],
      ]),
    );
    const worker = await initialised();
    const answer = worker.call(CLUSTER, PING);
    await sent(PING);
    void worker.call(OTHER, PING).catch(() => undefined);
    await until('other called', () => other.connections.length === 1);
    bridge.setClusters(new Map([[CLUSTER, [redis.endpoint]]]));
    await until('other closed', () => other.last.isClosed);
    redis.last.send('+fine\r\n');
    expect((await answer).body).toBe('+fine\r\n');
    expect(redis.connections).toHaveLength(1);
    await other.close();
  });

  it('fail what is pending when they are removed, and come back with default settings', async () => {
    const worker = await initialised();
    await worker.init(CLUSTER, `${SOON}&db=7`);
    const pending = worker.call(CLUSTER, PING);
    await until('sent', () => redis.connections.length === 1 && redis.last.received.endsWith(PING));
    bridge.setClusters(new Map());
    expect((await pending).status).toBe(502);
    expect((await worker.call(CLUSTER, PING)).status).toBe(502);
    bridge.setClusters(new Map([[CLUSTER, [redis.endpoint]]]));
    void worker.call(CLUSTER, PING).catch(() => undefined);
    await until('connected anew', () => redis.connections.length === 2);
    await sent(PING);
  });

  it('do not change with the map they were given', async () => {
    const clusters = new Map([[CLUSTER, [redis.endpoint]]]);
    bridge.setClusters(clusters);
    clusters.clear();
    const worker = await initialised();
    void worker.call(CLUSTER, PING).catch(() => undefined);
    await sent(PING);
  });
});

describe('what would only hurt later', () => {
  it('is told at once: two commands in a call', async () => {
    const worker = await initialised();
    const answers = [worker.call(CLUSTER, PING + PING), worker.call(CLUSTER, PING)];
    await sent(PING.repeat(3));
    redis.last.send('+1\r\n+2\r\n+3\r\n');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 502]);
    expect(warnings()).toEqual([
      expect.stringMatching(/^warn: redis outbound\|6379\|\|redis\.dns: 2 commands in one call/),
      expect.stringContaining('extra reply'),
    ]);
  });

  it.each([
    ['', 'empty query'],
    ['*1\r\n$4\r\nPI', 'incomplete'],
    ['*1\r\nPING\r\n', 'not RESP'],
  ])('is told at once: the query %j', async (query, expected) => {
    const worker = await initialised();
    await worker.init(CLUSTER, SOON, { timeoutMs: 50 });
    expect((await worker.call(CLUSTER, query)).status).toBe(502);
    expect(warnings()[0]).toContain(expected);
    expect(warnings()[1]).toContain('op timeout');
  });

  it('is told once for each command that harms a shared connection', async () => {
    const worker = await initialised();
    for (let i = 0; i < 2; i++)
      void worker.call(CLUSTER, '*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\nc\r\n').catch(() => undefined);
    void worker.call(CLUSTER, '*1\r\n$5\r\nMULTI\r\n').catch(() => undefined);
    await until('told', () => warnings().length === 2);
    expect(warnings()[0]).toContain('SUBSCRIBE makes Redis send messages');
    expect(warnings()[1]).toContain('MULTI takes in commands of other plugins');
  });

  it('is told: AUTH that Redis refuses', async () => {
    const worker = newWorker();
    await worker.init(CLUSTER, SOON, { password: 'hunter2' });
    const answer = worker.call(CLUSTER, PING);
    await until('sent', () => redis.connections.at(-1)?.received.endsWith(PING) === true);
    redis.last.send('-WRONGPASS nope\r\n-NOAUTH Authentication required.\r\n');
    expect((await answer).body).toContain('NOAUTH');
    expect(warnings()).toEqual([expect.stringContaining('-WRONGPASS nope')]);
  });
});

describe('the log', () => {
  it('shows each command by name and key, and never a password', async () => {
    const worker = newWorker();
    await worker.init(CLUSTER, SOON, { user: 'admin', password: 'hunter2' });
    void worker.call(CLUSTER, '*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$7\r\nhunter2\r\n').catch(() => undefined);
    void worker.call(CLUSTER, '*2\r\n$4\r\nAUTH\r\n$7\r\nhunter2\r\n').catch(() => undefined);
    await until('sent', () => redis.connections.at(-1)?.received.includes('SET') === true);
    expect(log).toContain(`debug: redis ${CLUSTER}: SET "key"`);
    expect(log).toContain(`debug: redis ${CLUSTER}: AUTH`);
    expect(log.join('\n')).not.toContain('hunter2');
  });

  it('shows what each command came to and how long it took, and never what a reply holds', async () => {
    const worker = await initialised();
    const get = worker.call(CLUSTER, '*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n');
    const ping = worker.call(CLUSTER, PING);
    await until('sent', () => redis.connections.at(-1)?.received.endsWith(PING) === true);
    redis.last.send('$7\r\nhunter2\r\n');
    await get;
    redis.last.close();
    await ping;
    expect(log).toContainEqual(
      expect.stringMatching(
        /^debug: redis outbound\|6379\|\|redis\.dns: GET "key": string of 7 bytes, \d+\.\d\d ms$/,
      ),
    );
    expect(log).toContainEqual(expect.stringMatching(/: PING: failed, \d+\.\d\d ms$/));
    expect(log.join('\n')).not.toContain('hunter2');
  });

  it('tells who listens of each call that is over', async () => {
    const heard: FinishedCall[] = [];
    const observed = await RedisBridge.start(join(folder, 'observed.sock'), {
      observe: (call) => heard.push(call),
    });
    observed.setClusters(new Map([[CLUSTER, [redis.endpoint]]]));
    const worker = new Worker(join(folder, 'observed.sock'));
    workers.push(worker);
    await worker.init(CLUSTER, SOON);
    const answer = worker.call(CLUSTER, PING);
    await sent(PING);
    redis.last.send('+PONG\r\n');
    await answer;
    expect(heard).toMatchObject([{ cluster: CLUSTER, command: 'PING', reply: 'status PONG' }]);
    expect(heard[0]!.endMs).toBeGreaterThanOrEqual(heard[0]!.beginMs);
    expect(Math.abs(heard[0]!.endMs - Date.now())).toBeLessThan(60_000);
    worker.close();
    await observed.close();
  });
});
