import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { echoPlugin } from './echo-plugin.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { whole } from './whole.ts';

let data: DataFolder;
let gateway: RunningGateway | undefined;
let server: Server;
let waiting: ServerResponse[];
beforeEach(async () => {
  waiting = [];
  server = createServer((request, response) => {
    if (request.url === '/slow.wasm') waiting.push(response);
    else if (request.url === '/echo.wasm') response.end(echoPlugin());
    else response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  data = await DataFolder.create();
  await data.write('echo.wasm', echoPlugin());
  const registries = [{ name: 'o', type: 'static', domain: host(), port: 80, protocol: 'HTTP' }];
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));
  const annotations = { 'higress.io/destination': 'o.static' };
  const spec = { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }] };
  await data.write('ingresses/app.yaml', JSON.stringify({ metadata: { annotations }, spec }));
});
afterEach(async () => {
  await gateway?.stop();
  server.closeAllConnections();
  server.close();
  await data.remove();
});
const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
const plugin = (name: string, url: string, config: object) =>
  data.write(
    `wasmplugins/${name}.yaml`,
    JSON.stringify({ spec: { url, defaultConfig: config, failStrategy: 'FAIL_OPEN' } }),
  );
const configs = async () => (await fetch(gateway!.httpUrl)).headers.get('x-config');

describe('a module of a server', () => {
  whole('is there when the gateway serves', async () => {
    await plugin('prompt', `http://${host()}/echo.wasm`, { p: 1 });
    gateway = await RunningGateway.serving(data);
    expect(await configs()).toBe('{"p":1}');
    expect(gateway.stderr.filter((line) => line.includes('took over a change'))).toEqual([]);
  });
});

describe('a module that takes its time', () => {
  whole('keeps the start waiting for a while only, and neither another change nor the end', async () => {
    await plugin('slow', `http://${host()}/slow.wasm`, { s: 1 });
    gateway = await RunningGateway.serving(data);
    await gateway.untilReason('/slow.wasm: is being fetched');
    await plugin('other', `file://${data.path}/echo.wasm`, { v: 1 });
    await gateway.until('the other plugin', async () => (await configs()) === '{"v":1}');
    expect(await gateway.stop()).toBe(0);
    expect(waiting).toHaveLength(1);
  });

  whole('is taken over when it is there', async () => {
    await plugin('slow', `http://${host()}/slow.wasm`, { s: 1 });
    gateway = await RunningGateway.serving(data);
    await gateway.until('the request', () => waiting.length === 1);
    waiting[0]?.end(echoPlugin());
    await gateway.untilReady();
    expect(await configs()).toBe('{"s":1}');
    await gateway.untilSaid('took over a change');
  });

  whole('and does not come is no change that was taken over', async () => {
    await plugin('slow', `http://${host()}/slow.wasm`, { s: 1 });
    gateway = await RunningGateway.serving(data);
    await gateway.until('the request', () => waiting.length === 1);
    waiting[0]?.writeHead(404).end();
    await gateway.untilReason('/slow.wasm: the server answers 404');
    await data.write('ingresses/later.yaml', 'spec: {rules: []}');
    await gateway.untilSaid('took over a change');
    await gateway.until('rest', async () => {
      const { reasons = [] } = await gateway!.readiness();
      return reasons.every(({ kind }) => kind !== 'Directory');
    });
    expect(gateway.stderr.filter((line) => line.includes('took over a change'))).toHaveLength(1);
  });
});
