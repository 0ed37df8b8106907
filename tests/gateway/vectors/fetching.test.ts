import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ModuleSource } from '../../../gateway/modules/module-source.ts';
import { plugin as smallest } from '../link/wat.ts';
import { fetched } from '../modules/fetched.ts';
import { tar } from '../modules/tar.ts';
import { meaningOf, plugin } from './meaning.ts';

const wasm = Buffer.from(smallest());
const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const PAGES: Record<string, Buffer> = {
  '/plugin.wasm': wasm,
  '/any-name': wasm,
  '/plugin.wasm.gz': gzipSync(wasm),
  '/plugin.tar.gz': gzipSync(tar({ 'plugin.wasm': wasm })),
};

let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    const page = PAGES[(request.url ?? '').split('?')[0] ?? ''];
    response.writeHead(page === undefined ? 404 : 200).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

/** What is linked for a plugin with this spec, or why nothing is. */
async function linkedFrom(path: string, sha256?: string): Promise<Uint8Array | string> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const { plugins } = await meaningOf(plugin({ url, ...(sha256 !== undefined && { sha256 }) }));
  const linked: Uint8Array[] = [];
  const link = async (bytes: Uint8Array) => {
    linked.push(bytes);
    return { path: '/linked.wasm', abi: '0.2.100', stubbed: [] };
  };
  const wanted = plugins[0]?.url ?? '';
  const module = await fetched(new ModuleSource(link, () => undefined), wanted);
  return linked[0] ?? module?.message ?? 'nothing';
}

test.each([...Object.keys(PAGES), '/plugin.wasm?version=1'])('U7: %s is unwrapped', async (path) => {
  expect(Buffer.from(await linkedFrom(path)).equals(wasm)).toBe(true);
});

test('U7: sha256 is that of the bytes the server sends', async () => {
  expect(Buffer.from(await linkedFrom('/plugin.wasm', digestOf(wasm))).equals(wasm)).toBe(true);
  expect(await linkedFrom('/plugin.wasm', digestOf(Buffer.from('other')))).toContain('spec.sha256 is');
});
