import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from 'vitest';
import { compileProbe } from '../../wasm/host/probes/compile.ts';
import { tar } from '../modules/tar.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { hasEnvoy, whole } from './whole.ts';

let data: DataFolder;
let gateway: RunningGateway;
let origin: Server;
let modules: Server;
let archive: Buffer;

async function listening(server: Server): Promise<Server> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Each plugin adds its name to a header of the request, and of the response. */
async function plugin(name: string, spec: object = {}): Promise<void> {
  const script = `;request_headers add 0 x-order ${name};response_headers add 2 x-order ${name};`;
  const url = `file://${data.path}/probe.wasm`;
  await data.write(
    `wasmplugins/${name}.yaml`,
    JSON.stringify({ spec: { url, defaultConfig: { script }, ...spec } }),
  );
}

async function order(): Promise<[request: string, response: string]> {
  const response = await fetch(gateway.httpUrl);
  return [await response.text(), response.headers.get('x-order') ?? ''];
}

beforeAll(async () => {
  if (!hasEnvoy) return;
  const probe = await compileProbe();
  archive = gzipSync(tar({ 'plugin.wasm': Buffer.from(probe) }));
  origin = await listening(createServer((request, response) => response.end(request.headers['x-order'])));
  modules = await listening(createServer((_request, response) => response.end(archive)));
  data = await DataFolder.create();
  await data.write('probe.wasm', probe);
  const registries = [{ name: 'origin', type: 'static', domain: `127.0.0.1:${portOf(origin)}`, port: 80 }];
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));
  const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }];
  const annotations = { 'higress.io/destination': 'origin.static:80' };
  await data.write('ingresses/app.yaml', JSON.stringify({ metadata: { annotations }, spec: { rules } }));
  await plugin('last', { priority: 1 });
  await plugin('late', { priority: 900 });
  await plugin('statistics', { phase: 'STATS', priority: 1000 });
  await plugin('who', { phase: 'AUTHN', priority: 10 });
  await plugin('may', { phase: 'AUTHZ', priority: 2000 });
  await plugin('first', { phase: 'AUTHN', priority: 11 });
  gateway = await RunningGateway.serving(data);
  await gateway.untilReady();
});
afterAll(async () => {
  if (!hasEnvoy) return;
  await gateway?.stop();
  origin.close();
  modules.close();
  await data.remove();
});

whole('plugins of one module run by phase, then by priority, and backwards for the response', async () => {
  const names = ['first', 'who', 'may', 'statistics', 'late', 'last'];
  expect(await order()).toEqual([names.join(', '), names.toReversed().join(', ')]);
});

whole('a change of priority moves a plugin', async () => {
  await plugin('who', { phase: 'AUTHN', priority: 12 });
  await gateway.until('the other order', async () => (await order())[0].startsWith('who, first, may'));
});

whole('a plugin may come by http with its checksum', async () => {
  const sha256 = createHash('sha256').update(archive).digest('hex');
  await plugin('fetched', { url: `http://127.0.0.1:${portOf(modules)}/p.tar.gz?v=1`, sha256, priority: 2 });
  await gateway.until('the fetched one', async () => (await order())[0].endsWith('late, fetched, last'));
});

whole('a wrong checksum is a reason, and leaves the others alone', async () => {
  await plugin('fetched', {
    url: `http://127.0.0.1:${portOf(modules)}/p.tar.gz?v=2`,
    sha256: 'ab'.repeat(32),
    priority: 2,
  });
  await gateway.untilReason(`spec.sha256 is ${'ab'.repeat(32)}, what the server sends has`);
  expect((await order())[0]).toContain('who, first, may, statistics, late');
});
