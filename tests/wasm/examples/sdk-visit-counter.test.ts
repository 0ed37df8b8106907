import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileExample } from '../../../scripts/compile-example.ts';
import { resp, ScriptedHost, type HostOptions, type Root, type Stream } from '../host/index.ts';

const sdk = process.env['HIGRESS_AS_SDK'];
const absence = 'HIGRESS_AS_SDK names no checkout of the AssemblyScript SDK';
const title = `the visit counter on the SDK${sdk === undefined ? ` (${absence})` : ''}`;
const cluster = 'outbound|80||redis.static';
const redis = { service_name: 'redis.static', breaker: { failures: 0 } };
const PATIENCE_MS = 180_000;
const VISITS = 100_000;
const CONFIGURATIONS = 2_000;
const CALLS = 20;
const TICK_MS = 100;

async function start(options: HostOptions = {}, configuration: object = { redis }) {
  const file = await compileExample('sdk-visit-counter', { '@higress/proxy-wasm-assemblyscript-sdk': sdk! });
  const host = await ScriptedHost.load(readFileSync(file), options);
  const root = host.start(configuration);
  host.take();
  return { host, root };
}

function visit(root: Root): Stream {
  const stream = root.stream();
  stream.requestHeaders({ ':method': 'GET', ':path': '/shop' }, { endOfStream: true });
  return stream;
}

function respond(stream: Stream): string | undefined {
  stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
  return stream.downstream.headers?.toObject()['x-visits'];
}

describe.skipIf(sdk === undefined)(title, { timeout: PATIENCE_MS }, () => {
  it('counts a visit with one command and shows what Redis answers', async () => {
    const { host, root } = await start();
    const stream = visit(root);
    expect(host.take().filter((line) => !line.startsWith('log '))).toEqual([
      'get_header request :path -> "/shop"',
      `redis_call ${cluster} INCR visits:/shop -> 7`,
    ]);
    respond(stream);
    expect(stream.downstream.headers).toBeUndefined();
    host.redis.reply(7, resp.integer(5));
    expect(stream.downstream.headers?.toObject()).toMatchObject({ 'x-visits': '5' });
    stream.end();
  });

  it('says that the count is unknown without Redis', async () => {
    const { host, root } = await start();
    const stream = visit(root);
    host.redis.failAll();
    expect(respond(stream)).toBe('unknown');
  });

  it('drops a reply whose stream is gone', async () => {
    const { host, root } = await start();
    visit(root).end();
    host.redis.reply(undefined, resp.integer(1));
    expect(respond(visit(root))).toBeUndefined();
  });

  it('is configured anew while a stream waits, without losing its reply', async () => {
    const { host, root } = await start();
    const stream = visit(root);
    const next = host.reconfigure(root, { redis, revision: 2 });
    host.redis.reply(undefined, resp.integer(8));
    expect(respond(stream)).toBe('8');
    stream.end();
    respond(visit(next));
    expect(host.redis.pending).toHaveLength(1);
  });

  it('holds the deadlines of a client that was replaced', async () => {
    const { host, root } = await start({}, { redis: { ...redis, deadline: '200ms' } });
    const stream = visit(root);
    host.reconfigure(root, { redis });
    expect(respond(stream)).toBeUndefined();
    host.advance(500);
    expect(stream.downstream.headers?.toObject()).toMatchObject({ 'x-visits': 'unknown' });
  });

  it('has a timer under each configuration, also the same once more', async () => {
    const { host, root } = await start();
    expect(root.tickPeriodMs).toBeGreaterThan(0);
    expect(host.reconfigure(root, { redis }).tickPeriodMs).toBeGreaterThan(0);
  });

  it(`leaks nothing over ${VISITS} visits: each reply is unpinned once`, async () => {
    const { host, root } = await start({ counting: true, logLevel: 'off' });
    const bytes = Array.from({ length: 10 }, () => {
      for (let i = 0; i < VISITS / 10; i++) {
        const stream = visit(root);
        const isGone = i % 5 === 0;
        if (isGone) stream.end();
        if (i % 11 === 0) host.redis.failAll();
        else host.redis.reply(undefined, i % 7 === 0 ? resp.error('OOM '.repeat(50)) : resp.integer(i));
        if (!isGone) respond(stream);
        stream.end();
      }
      host.forget();
      return host.memoryBytes();
    });
    expect(new Set(bytes.slice(1)).size, String(bytes)).toBe(1);
  });

  it(`leaks nothing over ${CONFIGURATIONS} configurations, each replaced while its calls are under way`, async () => {
    const { host, root } = await start({ counting: true, logLevel: 'off' });
    let current = root;
    const bytes = Array.from({ length: 10 }, () => {
      for (let i = 0; i < CONFIGURATIONS / 10; i++) {
        const streams = Array.from({ length: CALLS }, () => visit(current));
        current = host.reconfigure(current, { redis, revision: i });
        for (const stream of streams) stream.end();
        host.advance(TICK_MS);
      }
      host.forget();
      return host.memoryBytes();
    });
    expect(new Set(bytes.slice(1)).size, String(bytes)).toBe(1);
  });
});
