import { describe, expect, it } from 'vitest';
import { compileExample } from '../../../scripts/compile-example.ts';
import { readFileSync } from 'node:fs';
import {
  ConfigureError,
  resp,
  ScriptedHost,
  type HostOptions,
  type Root,
  type Stream,
} from '../host/index.ts';

const cluster = 'outbound|80||redis.static';
const redis = { service_name: 'redis.static' };
const PATIENCE_MS = 120_000;

async function start(configuration: object = { redis }, options: HostOptions = {}) {
  const host = await ScriptedHost.load(readFileSync(await compileExample('visit-counter')), options);
  const root = host.start(configuration);
  host.take();
  return { host, root };
}

function visit(root: Root, path = '/shop'): Stream {
  const stream = root.stream();
  stream.requestHeaders({ ':method': 'GET', ':path': path, 'x-user': 'alice' }, { endOfStream: true });
  return stream;
}

function respond(stream: Stream): string | undefined {
  stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
  return stream.downstream.headers?.toObject()['x-visits'];
}

describe('the visit counter', { timeout: PATIENCE_MS }, () => {
  it('counts a visit with two commands in one go, and lets the request pass meanwhile', async () => {
    const { host, root } = await start();
    const stream = visit(root);
    expect(host.take()).toEqual([
      'get_header request :path -> "/shop"',
      `redis_call ${cluster} INCR visits:/shop -> 7`,
      `redis_call ${cluster} EXPIRE visits:/shop 86400 -> 11`,
    ]);
    expect(stream.upstream.headers).toBeDefined();
  });

  it('shows the count if it was there before the response', async () => {
    const { host, root } = await start();
    const stream = visit(root);
    host.redis.reply(7, resp.integer(17));
    host.redis.reply(11, resp.integer(1));
    host.take();
    expect(respond(stream)).toBe('17');
    expect(host.take()).toEqual(['replace_header response x-visits "17"']);
  });

  it('has the response wait for both replies otherwise', async () => {
    const { host, root } = await start();
    const stream = visit(root);
    expect(respond(stream)).toBeUndefined();
    host.take();
    host.redis.reply(11, resp.integer(1));
    expect(host.take()).toEqual([
      `set_effective_context ${stream.id}`,
      'get_buffer redis-reply 0 4 -> ":1\\r\\n"',
    ]);
    expect(stream.downstream.headers).toBeUndefined();
    host.redis.reply(7, resp.integer(3));
    expect(host.take()).toEqual([
      `set_effective_context ${stream.id}`,
      'get_buffer redis-reply 0 4 -> ":3\\r\\n"',
      'replace_header response x-visits "3"',
      'continue_stream response',
    ]);
    expect(stream.downstream.headers?.toObject()).toMatchObject({ 'x-visits': '3' });
  });

  it('counts by any header, and shows what it is told where it is told', async () => {
    const { host, root } = await start({
      redis,
      count_by_header: 'x-user',
      response_header: 'x-seen',
      without_redis: 'ask later',
      keep_seconds: 60,
    });
    const stream = visit(root);
    expect(host.redis.pending.map(({ command }) => command)).toEqual([
      ['INCR', 'visits:alice'],
      ['EXPIRE', 'visits:alice', '60'],
    ]);
    respond(stream);
    host.redis.failAll();
    expect(stream.downstream.headers?.toObject()).toMatchObject({ 'x-seen': 'ask later' });
  });
});

describe('without Redis, the visit counter', { timeout: PATIENCE_MS }, () => {
  it.each<[string, (host: ScriptedHost) => void]>([
    ['loses the connection', (host) => host.redis.failAll()],
    [
      'gets an error for one of the commands',
      (host) => (host.redis.reply(7, resp.error('OOM x')), host.redis.reply(11, resp.integer(1))),
    ],
    [
      'gets a reply that is no number',
      (host) => (host.redis.reply(7, resp.bulk('many')), host.redis.reply(11, resp.integer(1))),
    ],
  ])('says so in the header when it %s', async (_case, answer) => {
    const { host, root } = await start();
    const stream = visit(root);
    answer(host);
    expect(respond(stream)).toBe('unknown');
  });

  it('says so at once when nothing can be sent, and holds nothing up', async () => {
    const { host, root } = await start();
    host.clusters.takeDown(cluster);
    expect(respond(visit(root))).toBe('unknown');
  });

  it('writes one line to the log when it goes, and one when it is back', async () => {
    const { host, root } = await start();
    for (let i = 0; i < 2; i++) {
      visit(root);
      host.redis.failAll();
    }
    visit(root);
    for (const call of [...host.redis.pending]) host.redis.reply(call, resp.integer(1));
    expect(host.logs.map(({ level, text }) => `${level} ${text}`)).toEqual([
      `warn redis ${cluster}: connection lost, or no reply within 1000 ms`,
      `info redis ${cluster}: answers again`,
    ]);
  });

  it('asks no more once the breaker is open, and finds out by itself when Redis is back', async () => {
    const { host, root } = await start();
    for (let i = 0; i < 5; i++) {
      visit(root);
      host.redis.failAll();
    }
    expect(respond(visit(root))).toBe('unknown');
    expect(host.redis.pending).toEqual([]);
    host.advance(1000);
    expect(host.redis.pending.map(({ command }) => command)).toEqual([['PING']]);
    host.redis.reply(undefined, resp.simple('PONG'));
    const stream = visit(root);
    for (const call of [...host.redis.pending]) host.redis.reply(call, resp.integer(1));
    expect(respond(stream)).toBe('1');
  });
});

describe('a configuration of the visit counter', { timeout: PATIENCE_MS }, () => {
  it.each<[string, object, RegExp]>([
    ['without Redis', {}, /^redis: is missing; /],
    ['with a time that is none', { redis, keep_seconds: 0 }, /^keep_seconds: 0 is not between /],
    ['with a header that is none', { redis, response_header: ':status' }, /^response_header: is no name /],
    ['that is no object', [], /^configuration: is not an object; /],
  ])('%s is refused with what to write', async (_case, configuration, line) => {
    const host = await ScriptedHost.load(readFileSync(await compileExample('visit-counter')));
    expect(() => host.start(configuration)).toThrow(ConfigureError);
    expect(host.logs.map(({ text }) => text)).toEqual([expect.stringMatching(line)]);
  });

  it('that changes is a root of its own: requests under way end under the old one', async () => {
    const { host, root } = await start();
    const old = visit(root);
    respond(old);
    const next = host.reconfigure(root, { redis, response_header: 'x-other' });
    host.redis.reply(7, resp.integer(1));
    host.redis.reply(11, resp.integer(1));
    expect(old.downstream.headers?.toObject()).toHaveProperty('x-visits');
    old.end();
    const stream = visit(next);
    for (const call of [...host.redis.pending]) host.redis.reply(call, resp.integer(2));
    respond(stream);
    expect(stream.downstream.headers?.toObject()).toHaveProperty('x-other');
  });
});

it(
  'leaks nothing over 100 000 visits, of which some end early or lose Redis',
  { timeout: PATIENCE_MS },
  async () => {
    const { host, root } = await start({ redis: { ...redis, breaker: { failures: 0 } } }, { counting: true });
    const bytes = Array.from({ length: 10 }, () => {
      for (let i = 0; i < 10_000; i++) {
        const stream = visit(root, `/${i % 7}`);
        if (i % 5 === 0) stream.end();
        if (i % 11 === 0) host.redis.failAll();
        else for (const call of [...host.redis.pending]) host.redis.reply(call, resp.integer(i));
        if (i % 5 !== 0) respond(stream);
        stream.end();
      }
      host.forget();
      return host.memoryBytes();
    });
    expect(new Set(bytes.slice(1)).size, String(bytes)).toBe(1);
  },
);
