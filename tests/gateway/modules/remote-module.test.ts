import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ModuleSource } from '../../../gateway/modules/module-source.ts';
import type { Link } from '../../../gateway/modules/module-source.ts';
import { RETRY_MS } from '../../../gateway/modules/remote-module.ts';
import { withChecksum } from '../../../gateway/translate/module-url.ts';
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
  vi.useRealTimers();
});

const link: Link = async (content) => ({ path: Buffer.from(content).toString('hex'), abi: '', stubbed: [] });
const load = async (url: string) => (await new ModuleSource(link, vi.fn()).load([url])).get(url);

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
  await source.load([`${base}/p.wasm`]);
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

test('a server that fails is a message, and asked again after a while', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const url = `${base}/late.wasm`;
  const source = new ModuleSource(link, vi.fn());
  expect((await source.load([url])).get(url)?.message).toBe(`${url}: the server answers 404`);
  pages.set('/late.wasm', wasm);
  expect(await source.signature()).toBe(source.loadedSignature);
  vi.setSystemTime(Date.now() + RETRY_MS);
  expect(await source.signature()).not.toBe(source.loadedSignature);
  expect((await source.load([url])).get(url)?.file).toBeDefined();
});

test('a server that is not there, and a page that is no module, are messages', async () => {
  const closed = `http://127.0.0.1:1/p.wasm`;
  expect((await load(closed))?.message).toContain(`${closed}: it can't be fetched: `);
  pages.set('/page', Buffer.from('<html>'));
  expect((await load(`${base}/page`))?.message).toContain('it is neither a wasm module');
});
