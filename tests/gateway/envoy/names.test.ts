import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provideEnvoy } from '../../../scripts/provision/envoy.ts';
import { chooserPlugin } from './chooser-plugin.ts';
import { NameServer } from './name-server.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { hasEnvoy, whole } from './whole.ts';

/** All on one port, since a registry has one only. */
const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];

const isPossible = hasEnvoy && process.platform === 'linux';
const onLinux = (title: string, run: () => Promise<void>): void => {
  if (process.platform === 'linux') whole(title, run);
  else test.skip(`${title} (only Linux has more than one loopback address)`, run);
};

let data: DataFolder;
let gateway: RunningGateway;
let port: number;
const names = new NameServer();
const origins: Server[] = [];

beforeAll(async () => {
  if (!isPossible) return;
  for (const address of ADDRESSES) {
    const server = createServer(({ headers }, response) =>
      response.end(JSON.stringify({ address, headers })),
    );
    await new Promise<void>((listening) => server.listen(port, address, listening));
    origins.push(server);
    port = (server.address() as AddressInfo).port;
  }
  data = await DataFolder.create();
  await data.write('chooser.wasm', chooserPlugin());
  names.addresses = ADDRESSES.slice(0, 2);
  process.env['ENVOY'] = await envoyThatAsks(await names.start());
  const registry = { name: 'origin', type: 'dns', domain: 'origin.test', port, protocol: 'HTTP' };
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries: [registry] } }));
  const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }];
  const annotations = { 'higress.io/destination': `origin.dns:${port}` };
  await data.write('ingresses/app.yaml', JSON.stringify({ metadata: { annotations }, spec: { rules } }));
  const spec = { url: `file://${data.path}/chooser.wasm`, defaultConfig: { a: 1 } };
  await data.write('wasmplugins/chooser.yaml', JSON.stringify({ spec }));
  gateway = await RunningGateway.serving(data);
  await gateway.untilReady();
});
afterAll(async () => {
  if (!isPossible) return;
  await gateway?.stop();
  names.stop();
  for (const origin of origins) origin.close();
  await data.remove();
});

/** The same Envoy, which resolves names at that port. */
async function envoyThatAsks(dnsPort: number): Promise<string> {
  const resolver = {
    name: 'envoy.network.dns_resolver.cares',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig',
      resolvers: [{ socket_address: { address: '127.0.0.1', port_value: dnsPort } }],
    },
  };
  const config = JSON.stringify({ typed_dns_resolver_config: resolver });
  const envoy = await provideEnvoy(() => undefined);
  const script = join(data.path, 'envoy');
  await writeFile(script, `#!/bin/sh\nexec '${envoy}' "$@" --config-yaml '${config}'\n`, { mode: 0o755 });
  return script;
}

async function get(headers: Record<string, string> = {}) {
  const response = await fetch(gateway.httpUrl, { headers });
  return (await response.json()) as { address: string; headers: Record<string, string> };
}
const addressesOf = async (count: number, headers: Record<string, string> = {}) =>
  (await Promise.all(Array.from({ length: count }, () => get(headers)))).map(({ address }) => address);

onLinux('a plugin sees the hosts that a name stands for as soon as the gateway is ready', async () => {
  const { headers } = await get();
  expect([headers['x-hosts'], headers['x-first-host']]).toEqual(['2', `127.0.0.1:${port}`]);
});

onLinux('and sends a request to the one it likes', async () => {
  for (const address of ADDRESSES.slice(0, 2)) {
    expect(await addressesOf(10, { 'x-host': `${address}:${port}` })).toEqual(Array(10).fill(address));
  }
});

onLinux('a name that comes to stand for others is followed, and no request fails meanwhile', async () => {
  names.addresses = ADDRESSES.slice(1);
  await gateway.until(
    'the new hosts',
    async () => (await get()).headers['x-first-host'] === `127.0.0.2:${port}`,
  );
  expect((await get()).headers['x-hosts']).toBe('2');
  expect(await addressesOf(10, { 'x-host': `127.0.0.3:${port}` })).toEqual(Array(10).fill('127.0.0.3'));
  expect(await addressesOf(10, { 'x-host': `127.0.0.1:${port}` })).not.toContain('127.0.0.1');
});
