import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { malformed } from '../../../gateway/link/link-error.ts';
import { ModuleSource } from '../../../gateway/modules/module-source.ts';
import type { Link } from '../../../gateway/modules/module-source.ts';
import { fetchModule } from '../../../gateway/modules/fetch-module.ts';
import { withChecksum } from '../../../gateway/translate/module-url.ts';
import { fetched, until } from './fetched.ts';
import { tar } from './tar.ts';

const wasm = Buffer.from('\0asm\x01\0\0\0', 'latin1');
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

let server: Server;
let base: string;
let asked: string[];
const pages = new Map<string, Buffer>();

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const page = pages.get((request.url ?? '').split('?')[0] ?? '');
    if (page === undefined) response.writeHead(404);
    response.end(page);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  pages.clear();
});

const link: Link = async (content) => ({ path: Buffer.from(content).toString('hex'), abi: '', stubbed: [] });
const load = (url: string) => fetched(new ModuleSource(link, vi.fn()), url);

test.each([
  ['/plugin.wasm', wasm],
  ['/any/name?and=query', wasm],
  ['/p.tar.gz', gzipSync(tar({ 'plugin.wasm': wasm }))],
  ['/plugin.wasm.gz', gzipSync(wasm)],
])('a module is fetched from %s and unpacked', async (path, content) => {
  pages.set(path.split('?')[0]!, content);
  expect((await load(base + path))?.file?.path).toBe(wasm.toString('hex'));
  expect(asked).toEqual([path]);
});

test('it is fetched once, whatever else changes', async () => {
  pages.set('/p.wasm', wasm);
  const source = new ModuleSource(link, vi.fn());
  await fetched(source, `${base}/p.wasm`);
  await source.load([`${base}/p.wasm`]);
  expect(await source.signature()).toBe(source.loadedSignature);
  expect(asked).toEqual(['/p.wasm']);
});

test('its checksum is that of the bytes the server sends', async () => {
  const packed = gzipSync(wasm);
  pages.set('/p.gz', packed);
  expect((await load(withChecksum(`${base}/p.gz`, sha256(packed).toUpperCase())))?.file).toBeDefined();
  const wrong = await load(withChecksum(`${base}/p.gz`, sha256(wasm)));
  expect(wrong?.message).toContain(
    `spec.sha256 is ${sha256(wasm)}, what the server sends has ${sha256(packed)}`,
  );
  expect(asked).toEqual(['/p.gz', '/p.gz']);
});

test('a module that is not fetched is not checked', () => {
  expect(withChecksum('file:///p.wasm', 'abc')).toBe('file:///p.wasm');
  expect(withChecksum('http://a/p.wasm', '')).toBe('http://a/p.wasm');
});

test('a server that fails is a message, and asked again until it does not', async () => {
  const url = `${base}/late.wasm`;
  let changes = 0;
  const source = new ModuleSource(link, vi.fn(), { retryMs: 20, onChange: () => changes++ });
  expect((await fetched(source, url))?.message).toBe(`${url}: the server answers 404`);
  await until(() => asked.length >= 3);
  expect(changes).toBe(1);
  expect(await source.signature()).toBe(source.loadedSignature);
  const before = source.outcome;
  pages.set('/late.wasm', wasm);
  await until(() => changes === 2);
  expect(await source.signature()).not.toBe(source.loadedSignature);
  expect((await source.load([url])).get(url)?.file).toBeDefined();
  expect(source.outcome).not.toBe(before);
});

test('a module that arrived and is at fault itself is not fetched again', async () => {
  pages.set('/bad.wasm', wasm);
  const [bad, absent] = [`${base}/bad.wasm`, `${base}/absent.wasm`];
  const source = new ModuleSource(() => Promise.reject(malformed('no exports')), vi.fn(), { retryMs: 1 });
  expect((await fetched(source, bad))?.message).toContain('no exports');
  await source.load([bad, absent]);
  await until(() => asked.filter((path) => path === '/absent.wasm').length >= 5);
  expect(asked.filter((path) => path === '/bad.wasm')).toHaveLength(1);
  source.close();
});

test('another reason why a module is missing is no other outcome', async () => {
  const url = `${base}/changing.wasm`;
  const source = new ModuleSource(link, vi.fn(), { retryMs: 20 });
  await source.load([url]);
  const pending = source.outcome;
  await fetched(source, url);
  expect(source.outcome).toBe(pending);
});

describe('a server that does not answer', () => {
  const silent = () => `${base}/silent`;
  beforeEach(() => {
    const ownAsked = asked;
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      ownAsked.push(request.url ?? '');
      if (request.url !== '/silent') response.end(wasm);
      else response.on('close', () => ownAsked.push('/silent ended'));
    });
  });

  test('keeps nobody waiting, and no other module', async () => {
    const other = `${base}/p.wasm`;
    const source = new ModuleSource(link, vi.fn());
    const modules = await source.load([silent(), other]);
    expect(modules.get(silent())).toEqual({ message: `${silent()}: is being fetched` });
    await until(async () => (await source.load([silent(), other])).get(other)?.file !== undefined);
    source.close();
  });

  test.each<[string, (source: ModuleSource) => unknown]>([
    ['at the end', (source) => source.close()],
    ['when no plugin names it any more', (source) => source.load([])],
  ])('is left %s', async (_when, leave) => {
    const source = new ModuleSource(link, vi.fn());
    await source.load([silent()]);
    await until(() => asked.includes('/silent'));
    await leave(source);
    await until(() => asked.includes('/silent ended'));
  });
});

test('nothing is fetched once the source is closed', async () => {
  const source = new ModuleSource(link, vi.fn());
  source.close();
  expect((await source.load([`${base}/p.wasm`])).get(`${base}/p.wasm`)?.file).toBeUndefined();
  expect(asked).toEqual([]);
});

test('a module that is larger than allowed is not read to its end', async () => {
  let isOver = false;
  server.removeAllListeners('request');
  server.on('request', (_request, response) => {
    const send = () => {
      while (!response.destroyed && response.write(Buffer.alloc(10_000)));
    };
    response.on('drain', send);
    response.on('close', () => (isOver = true));
    send();
  });
  const { signal } = new AbortController();
  await expect(fetchModule(`${base}/endless`, signal, 100_000)).rejects.toThrow(
    'the server sends more than 100000 bytes',
  );
  await until(() => isOver);
});

test('a server that is not there, and a page that is no module, are messages', async () => {
  const closed = `http://127.0.0.1:1/p.wasm`;
  expect((await load(closed))?.message).toContain(`${closed}: it can't be fetched: `);
  pages.set('/page', Buffer.from('<html>'));
  expect((await load(`${base}/page`))?.message).toContain('it is neither a wasm module');
});
