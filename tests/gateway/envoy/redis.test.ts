import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createServer as createHttpServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { redisPlugin } from './redis-plugin.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { hasEnvoy, whole } from './whole.ts';

let data: DataFolder;
let gateway: RunningGateway;
let redis: Server;
let origin: HttpServer;
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listening = <T extends Server>(server: T) =>
  new Promise<T>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));

beforeAll(async () => {
  if (!hasEnvoy) return;
  data = await DataFolder.create();
  // Says +PONG to whatever it is sent, which is enough for one command at a time.
  redis = await listening(createServer((socket) => socket.on('data', () => socket.write('+PONG\r\n'))));
  origin = await listening(
    createHttpServer((request, response) =>
      response.end(`reply of ${String(request.headers['x-reply'])} bytes`),
    ),
  );
  await data.write('redis.wasm', redisPlugin());
  await data.write(
    'mcpbridges/default.yaml',
    `spec:
  registries:
    - { name: redis, type: static, domain: '127.0.0.1:${portOf(redis)}', port: 6379 }
    - { name: origin, type: static, domain: '127.0.0.1:${portOf(origin)}', port: 80 }
`,
  );
  await data.write(
    'ingresses/app.yaml',
    `metadata: { annotations: { higress.io/destination: origin.static } }
spec: { rules: [{ http: { paths: [{ path: /, pathType: Prefix }] } }] }
`,
  );
  await data.write(
    'wasmplugins/ping.yaml',
    `spec: { url: 'file://${data.path}/redis.wasm', pluginConfig: { c: 'outbound|6379||redis.static' } }`,
  );
  gateway = await RunningGateway.serving(data);
  await gateway.untilReady();
});

afterAll(async () => {
  if (!hasEnvoy) return;
  await gateway.stop();
  origin.close();
  await data.remove();
});

const ask = async () => (await fetch(gateway.httpUrl)).text();

whole('a plugin that was built for Higress calls Redis through the bridge', async () => {
  expect(await ask()).toBe('reply of 7 bytes');
  expect(await ask()).toBe('reply of 7 bytes');
});

whole('the config dump says which clusters are Redis and why', async () => {
  const dump = (await (await fetch(`${gateway.adminUrl}/config_dump`)).json()) as {
    gateway: { clusters: object[] };
  };
  expect(dump.gateway.clusters).toMatchObject([
    { name: 'outbound|6379||redis.static', servedBy: 'redis bridge' },
    { name: 'outbound|80||origin.static', servedBy: 'envoy' },
  ]);
});

whole('the metrics count the calls', async () => {
  const metrics = await (await fetch(`${gateway.adminUrl}/stats/prometheus`)).text();
  expect(metrics).toContain('gateway_redis_replies_total{cluster="outbound|6379||redis.static"} 2\n');
});

whole('a registry that moves takes the calls along', async () => {
  const other = await listening(createServer((socket) => socket.on('data', () => socket.write(':1\r\n'))));
  await data.write(
    'mcpbridges/default.yaml',
    `spec:
  registries:
    - { name: redis, type: static, domain: '127.0.0.1:${portOf(other)}', port: 6379 }
    - { name: origin, type: static, domain: '127.0.0.1:${portOf(origin)}', port: 80 }
`,
  );
  await gateway.untilReady();
  expect(await ask()).toBe('reply of 4 bytes');
  other.close();
  redis.close();
});

whole('the bridge listens where nobody but its own user gets in', async () => {
  const dump = await (await fetch(`${gateway.adminUrl}/config_dump`)).text();
  const [, socket = ''] = /"path": "([^"]*\/redis\.sock)"/.exec(dump) ?? [];
  expect((await stat(socket)).isSocket()).toBe(true);
  expect((await stat(dirname(socket))).mode & 0o077).toBe(0);
});
