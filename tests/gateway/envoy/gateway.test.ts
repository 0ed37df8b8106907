import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { echoPlugin } from './echo-plugin.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { hasEnvoy, whole } from './whole.ts';

let data: DataFolder;
let gateway: RunningGateway;
let origin: Server;

async function originNamed(name: string): Promise<Server> {
  const server = createServer((request, response) => response.end(`${name} ${request.url}`));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}
const portOf = (server: Server) => (server.address() as AddressInfo).port;

const bridge = (server: Server) =>
  data.write(
    'mcpbridges/default.yaml',
    `spec: {registries: [{name: origin, type: static, domain: "127.0.0.1:${portOf(server)}", port: 80}]}`,
  );
const ingress = (name: string, path: string) =>
  data.write(
    `ingresses/${name}.yaml`,
    `metadata: {annotations: {higress.io/destination: "origin.static:80"}}
spec: {rules: [{http: {paths: [{path: ${path}, pathType: Prefix}]}}]}`,
  );
const plugin = (name: string, config: string, more = '') =>
  data.write(
    `wasmplugins/${name}.yaml`,
    `spec: {url: "file://${data.path}/echo.wasm", defaultConfig: ${config}, ${more}}`,
  );

async function get(path: string) {
  const response = await fetch(gateway.httpUrl + path);
  const { status, headers } = response;
  return {
    status,
    config: headers.get('x-config'),
    route: headers.get('x-route'),
    body: await response.text(),
  };
}
const configs = async () => (await get('/')).config;

beforeAll(async () => {
  if (!hasEnvoy) return;
  data = await DataFolder.create();
  origin = await originNamed('first');
  await data.write('echo.wasm', echoPlugin());
  await bridge(origin);
  await ingress('app', '/');
  await plugin('echo', '{v: 1}');
  gateway = await RunningGateway.serving(data);
  await gateway.untilReady();
});

afterAll(async () => {
  if (!hasEnvoy) return;
  await gateway.stop();
  origin.close();
  await data.remove();
});

whole('it serves what the folder says and prints where', async () => {
  expect(await get('/a?b')).toEqual({ status: 200, config: '{"v":1}', route: 'app', body: 'first /a?b' });
  await gateway.until('the ready line', () => gateway.saidReady);
});

whole('a changed plugin configuration is taken over', async () => {
  await plugin('echo', '{v: 2}');
  await gateway.until('v 2', async () => (await configs()) === '{"v":2}');
});

whole(
  'a refused configuration leaves the old one serving and says why in the words of the plugin',
  async () => {
    await plugin('echo', '{bad: 1}');
    await gateway.untilReason('no good: {"bad"');
    expect(await configs()).toBe('{"v":2}');
    await gateway.untilSaid('WasmPlugin echo: no good: {"bad"');
  },
);

whole('beside a refused one, another plugin is added, changed and removed', async () => {
  await plugin('second', '{w: 1}', 'priority: 5');
  await gateway.until('both', async () => (await configs()) === '{"v":2}, {"w":1}');
  await plugin('second', '{w: 2}', 'priority: 5');
  await gateway.until('w 2', async () => (await configs()) === '{"v":2}, {"w":2}');
  await data.remove('wasmplugins/second.yaml');
  await gateway.until('one', async () => (await configs()) === '{"v":2}');
});

whole('a refused configuration that is mended is taken over', async () => {
  await plugin('echo', '{v: 3}');
  await gateway.untilReady();
  expect(await configs()).toBe('{"v":3}');
});

whole('a new plugin that is refused from the start lets requests pass as before', async () => {
  await plugin('refused', '{bad: 1}');
  await gateway.untilReason('no good: {"bad"');
  expect(await get('/')).toMatchObject({ status: 200, config: '{"v":3}' });
  await data.remove('wasmplugins/refused.yaml');
  await gateway.untilReady();
});

whole('routes and upstreams are changed while plugins keep running', async () => {
  await ingress('special', '/special');
  await gateway.until('the route', async () => (await get('/special')).route === 'special');
  const second = await originNamed('second');
  await bridge(second);
  await gateway.until('the upstream', async () => (await get('/')).body === 'second /');
  await bridge(origin);
  await gateway.until('the upstream', async () => (await get('/')).body === 'first /');
  second.close();
});

whole('a secret that is added reaches the plugin', async () => {
  await plugin('echo', '{v: "${secret.pass.word}"}');
  await gateway.untilReason('no Secret for ${secret.pass.word}');
  await data.write('secrets/pass.yaml', 'data: {word: c2VjcmV0}');
  await gateway.untilReady();
  expect(await configs()).toBe('{"v":"secret"}');
  const dump = await (await fetch(`${gateway.adminUrl}/config_dump`)).text();
  expect(dump).toContain('"{\\"v\\":\\"***\\"}"');
  expect(dump).not.toContain('"secret\\"');
});

whole('a malformed file is reported by file, line and field, and the others keep working', async () => {
  await data.write('ingresses/app.yaml', 'metadata:\n  annotations:\n    higress.io/timeout: 5\n');
  await gateway.untilReason(
    'ingresses/app.yaml:3: metadata.annotations.higress.io/timeout: must be a string',
  );
  await gateway.untilSaid('ingresses/app.yaml:3: metadata.annotations.higress.io/timeout');
  expect((await get('/')).status).toBe(200);
  await ingress('app', '/');
  await gateway.untilReady();
});

whole('a missing module and an unsupported url are reasons', async () => {
  await data.write('wasmplugins/absent.yaml', 'spec: {url: "file:///absent.wasm"}');
  await gateway.untilReason('file:///absent.wasm: ENOENT');
  await data.write('wasmplugins/absent.yaml', 'spec: {url: "oci://r.test/p:1"}');
  await gateway.untilReason('oci://r.test/p:1: only file://');
  expect((await get('/')).status).toBe(200);
  await data.remove('wasmplugins/absent.yaml');
  await gateway.untilReady();
});

whole('a plugin that traps comes back by itself', async () => {
  expect((await get('/trap')).status).toBe(503);
  await gateway.until('a new VM', async () => (await get('/')).status === 200);
});

whole('the admin port shows metrics and how each resource and cluster is served', async () => {
  const metrics = await (await fetch(`${gateway.adminUrl}/stats/prometheus`)).text();
  expect(metrics).toMatch(/^envoy_server_live\{\} 1$/m);
  expect(metrics).toMatch(/^gateway_redis_sessions 0$/m);
  const dump = (await (await fetch(`${gateway.adminUrl}/config_dump`)).json()) as {
    gateway: { plugins: object[]; clusters: object[]; routes: object[] };
    envoy: { configs: object[] };
  };
  expect(dump.gateway.plugins).toMatchObject([{ resource: 'echo', state: 'serving' }]);
  expect(dump.gateway.clusters).toMatchObject([{ name: 'outbound|80||origin.static', servedBy: 'envoy' }]);
  expect(dump.gateway.routes).toContainEqual(
    expect.objectContaining({ name: 'app', host: '*', prefix: '/' }),
  );
  expect(dump.envoy.configs.length).toBeGreaterThan(3);
  expect((await fetch(`${gateway.adminUrl}/nothing`)).status).toBe(404);
});

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,comm=']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([child, parent, command]) =>
    Number(parent) === pid && command?.startsWith('envoy') ? [Number(child)] : [],
  );
}
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
};

whole('an Envoy that crashes is started again on the same port', async () => {
  const [crashed = 0] = await childrenOf(gateway.pid);
  expect(crashed).toBeGreaterThan(0);
  process.kill(crashed, 'SIGKILL');
  await gateway.untilSaid('Envoy ended unexpectedly (signal SIGKILL)');
  await gateway.untilReady();
  expect((await get('/')).status).toBe(200);
});

whole('SIGTERM ends it with everything it started', async () => {
  const [running = 0] = await childrenOf(gateway.pid);
  expect(isAlive(running)).toBe(true);
  expect(await gateway.stop()).toBe(0);
  expect(isAlive(running)).toBe(false);
});
