import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { chooserPlugin } from './chooser-plugin.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { hasEnvoy, whole } from './whole.ts';

let data: DataFolder;
let gateway: RunningGateway;
const origins: Server[] = [];
const addresses: string[] = [];

beforeAll(async () => {
  if (!hasEnvoy) return;
  data = await DataFolder.create();
  for (const index of [0, 1, 2]) {
    const server = createServer((request, response) =>
      response.end(JSON.stringify({ index, headers: request.headers })),
    );
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    origins.push(server);
    addresses.push(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  await data.write('chooser.wasm', chooserPlugin());
  const registry = { name: 'origin', type: 'static', domain: addresses.join(','), port: 80 };
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries: [registry] } }));
  const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }];
  const annotations = { 'higress.io/destination': 'origin.static:80' };
  await data.write('ingresses/app.yaml', JSON.stringify({ metadata: { annotations }, spec: { rules } }));
  await chooser();
  gateway = await RunningGateway.serving(data);
  await gateway.untilReady();
});
afterAll(async () => {
  if (!hasEnvoy) return;
  await gateway?.stop();
  for (const origin of origins) origin.close();
  await data.remove();
});

const chooser = () =>
  data.write(
    'wasmplugins/chooser.yaml',
    JSON.stringify({ spec: { url: `file://${data.path}/chooser.wasm`, defaultConfig: { a: 1 } } }),
  );

async function get(
  headers: Record<string, string> = {},
): Promise<{ index: number; headers: IncomingHttpHeaders }> {
  const response = await fetch(gateway.httpUrl, { headers });
  return (await response.json()) as { index: number; headers: IncomingHttpHeaders };
}
const indexesOf = async (count: number, headers: Record<string, string> = {}) =>
  (await Promise.all(Array.from({ length: count }, () => get(headers)))).map(({ index }) => index);

whole('a plugin sees the hosts behind its route', async () => {
  const { headers } = await get();
  expect(headers['x-hosts']).toBe('3');
  expect(headers['x-first-host']).toBe(addresses[0]);
});

whole('and sends a request to the one it likes', async () => {
  for (const [index, address] of addresses.entries()) {
    expect(await indexesOf(10, { 'x-host': address })).toEqual(Array(10).fill(index));
  }
});

whole('a host that is not there, or none, is left to the balancer', async () => {
  expect(new Set(await indexesOf(60)).size).toBe(3);
  expect(new Set(await indexesOf(60, { 'x-host': '127.0.0.1:1' })).size).toBe(3);
});

whole('the client can neither choose nor see how it is done', async () => {
  const spoofed = { 'x-higress-local-chosen-host': addresses[0]! };
  expect(new Set(await indexesOf(60, spoofed)).size).toBe(3);
  const { headers } = await get({ ...spoofed, 'x-host': addresses[1]! });
  expect(Object.keys(headers).filter((name) => name.includes('higress'))).toEqual([]);
});

whole('without such a plugin the balancer is as ever, and with it again the choice is back', async () => {
  await data.remove('wasmplugins/chooser.yaml');
  await gateway.until('no chooser', async () => (await get()).headers['x-hosts'] === undefined);
  expect(new Set(await indexesOf(60, { 'x-host': addresses[0]! })).size).toBe(3);
  await chooser();
  await gateway.until('a chooser', async () => (await get()).headers['x-hosts'] === '3');
  expect(await indexesOf(10, { 'x-host': addresses[2]! })).toEqual(Array(10).fill(2));
});
