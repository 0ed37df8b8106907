import { access } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Gateway } from '../../../gateway/gateway.ts';
import { echoPlugin } from './echo-plugin.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { whole } from './whole.ts';

const ADDRESS = { host: '127.0.0.1', port: 0 };

let data: DataFolder;
let gateway: RunningGateway | undefined;

beforeEach(async () => {
  data = await DataFolder.create();
  await data.write('echo.wasm', echoPlugin());
  await data.write('ingresses/app.yaml', 'spec: {rules: [{http: {paths: []}}]}');
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await data.remove();
});
const plugin = (name: string, config: string, more = '') =>
  data.write(
    `wasmplugins/${name}.yaml`,
    `spec: {url: "file://${data.path}/echo.wasm", defaultConfig: ${config}, ${more}}`,
  );

test('a folder that is not there is a usage error', async () => {
  const failed = RunningGateway.start('--data', '/nowhere');
  expect(await failed.ended()).toBe(2);
  expect(failed.stderr.join('\n')).toContain('--data /nowhere is not a folder');
  expect(failed.stderr.join('\n')).toContain('usage: npm run gateway');
});

test('a Redis bridge that cannot listen ends the start and leaves no folder behind', async () => {
  let folder = '';
  const started = Gateway.start({
    ...{ directory: data.path, http: ADDRESS, admin: ADDRESS, workers: 1, logLevel: 'info' },
    ...{ envoyBinary: 'envoy', link: () => Promise.reject(new Error('unused')), report: () => undefined },
    startBridge: (socket) => {
      folder = dirname(socket);
      return Promise.reject(new Error('listen EINVAL'));
    },
  });
  await expect(started).rejects.toThrow('listen EINVAL');
  await expect(access(folder)).rejects.toThrow('ENOENT');
});

whole('a FAIL_CLOSE plugin that is refused at the start lets no request pass', async () => {
  await plugin('guard', '{bad: 1}');
  gateway = await RunningGateway.serving(data);
  await gateway.untilReason('no good');
  const response = await fetch(gateway.httpUrl);
  expect([response.status, await response.text()]).toEqual([
    503,
    'plugin guard has no accepted configuration\n',
  ]);
  await plugin('guard', '{good: 1}');
  await gateway.untilReady();
  expect((await fetch(gateway.httpUrl)).status).toBe(404);
});

whole('it lets requests pass once its failStrategy says so, and none once it does not', async () => {
  await plugin('guard', '{bad: 1}');
  gateway = await RunningGateway.serving(data);
  const status = async () => (await fetch(gateway!.httpUrl)).status;
  expect(await status()).toBe(503);
  await plugin('guard', '{bad: 1}', 'failStrategy: FAIL_OPEN');
  await gateway.until('no stand-in', async () => (await status()) === 404);
  await plugin('guard', '{bad: 1}', 'failStrategy: FAIL_CLOSE');
  await gateway.until('a stand-in', async () => (await status()) === 503);
});

whole('a FAIL_OPEN plugin that is refused at the start is passed by', async () => {
  await plugin('extra', '{bad: 1}', 'failStrategy: FAIL_OPEN');
  gateway = await RunningGateway.serving(data);
  await gateway.untilSaid('WasmPlugin extra: no good');
  expect((await fetch(gateway.httpUrl)).status).toBe(404);
  expect(gateway.stderr.join('\n')).not.toContain('configured to fail closed');
});

whole('why a plugin is refused is told even where Envoy and plugins are not to log', async () => {
  await plugin('extra', '{bad: 1}', 'failStrategy: FAIL_OPEN');
  gateway = await RunningGateway.serving(data, '--log-level', 'off');
  await gateway.untilSaid('WasmPlugin extra: no good');
  expect(gateway.stderr.filter((line) => !line.startsWith('gateway: '))).toEqual([]);
});

whole('a file that is malformed at the start does not stop the others', async () => {
  await data.write('wasmplugins/bad.yaml', 'spec:\n  phase: authn\n');
  await plugin('good', '{v: 1}');
  gateway = await RunningGateway.serving(data, '--workers', '2');
  await gateway.untilReason('wasmplugins/bad.yaml:2: spec.phase: must be one of AUTHN');
  expect((await gateway.readiness()).reasons).toHaveLength(1);
});

whole('a port that is taken ends the start with a word on it', async () => {
  const taken = createServer();
  await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
  const port = String((taken.address() as AddressInfo).port);
  const failed = RunningGateway.start('--data', data.path, '--http-port', port, '--admin-port', '0');
  expect(await failed.ended()).toBe(1);
  expect(failed.stderr.join('\n')).toContain('Address already in use; choose another --http-port');
  const admin = RunningGateway.start('--data', data.path, '--http-port', '0', '--admin-port', port);
  expect(await admin.ended()).toBe(1);
  expect(admin.stderr.join('\n')).toContain('choose another --admin-port');
  taken.close();
});

whole('an upstream whose name does not resolve is a reason', async () => {
  const registry = '{name: lost, type: dns, domain: lost.invalid, port: 80, protocol: http}';
  const redis = '{name: redis, type: dns, domain: redis.invalid, port: 6379}';
  await data.write('mcpbridges/default.yaml', `spec: {registries: [${registry}, ${redis}]}`);
  gateway = await RunningGateway.serving(data);
  const { reasons } = await gateway.readiness();
  expect(reasons?.map(({ name }) => name)).toEqual(['outbound|80||lost.dns', 'outbound|6379||redis.dns']);
});

whole('a gateway that is killed takes its Envoy along', async () => {
  gateway = await RunningGateway.serving(data);
  const killed = gateway;
  gateway = undefined;
  process.kill(killed.pid, 'SIGKILL');
  await killed.ended();
  await expect
    .poll(() => fetch(killed.httpUrl).catch(() => 'nobody answers'), { timeout: 5000 })
    .toBe('nobody answers');
});
