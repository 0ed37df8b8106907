import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DirectoryState } from '../../gateway/directory-state.ts';
import type { Needs } from '../../gateway/link/needs.ts';
import { ModuleSource } from '../../gateway/modules/module-source.ts';
import { DataFolder } from './envoy/running-gateway.ts';

let data: DataFolder;
let state: DirectoryState;
let hosts: Map<string, string[]>;
let needs: Needs;
beforeEach(async () => {
  hosts = new Map();
  needs = { choosesHosts: false, raisesBufferLimit: false, injectsBodies: false };
  data = await DataFolder.create();
  await data.write('p.wasm', 'module');
  const source = new ModuleSource(
    async () => ({ path: '/linked.wasm', abi: '0.2.100', stubbed: [], needs }),
    () => undefined,
  );
  state = new DirectoryState(
    data.path,
    source,
    { path: '/redis.sock' },
    {
      of: async (clusters) => new Map([...hosts].filter(([name]) => clusters.includes(name))),
    },
  );
});
afterEach(() => data.remove());

const plugin = (name: string, spec: string) =>
  data.write(`wasmplugins/${name}.yaml`, `spec: {url: "file://${data.path}/p.wasm", ${spec}}`);
const configurations = () =>
  state.target.plugins.map(({ plugin }) => `${plugin.resource} ${plugin.configuration}`);

test('an edit that the control plane refuses leaves the previous version of that plugin', async () => {
  await plugin('a', 'defaultConfig: {v: 1}');
  await state.read();
  await plugin('a', 'defaultConfig: {v: 2}, matchRules: [{config: {x: 1}}]');
  await plugin('b', 'defaultConfig: {v: 3}');
  await state.read();
  expect(configurations()).toEqual(['a {"v":1}', 'b {"v":3}']);
  expect(state.translation.statuses).toContainEqual({
    kind: 'WasmPlugin',
    name: 'a',
    accepted: false,
    message: 'spec.matchRules[0] needs one of ingress, domain, service',
  });
});

describe('what an older version of a plugin needs', () => {
  const LARGE = 100 << 20;
  const bodyLimit = () => state.target.settings.downstreamBufferBytes;
  /** As after Envoy took all plugins but these. */
  const settle = (...refused: string[]) => state.accept((name) => !refused.includes(name));
  beforeEach(async () => {
    needs = { ...needs, raisesBufferLimit: true };
    await plugin('a', 'defaultConfig: {v: 1}');
    await state.read();
    settle();
    expect(bodyLimit()).toBe(LARGE);
    needs = { ...needs, raisesBufferLimit: false };
  });

  test('stays while the control plane refuses a newer one', async () => {
    await plugin('a', 'matchRules: [{config: {x: 1}}]');
    await state.read();
    expect(configurations()).toEqual(['a {"v":1}']);
    expect(bodyLimit()).toBe(LARGE);
  });

  test('stays while the newer one has no module', async () => {
    await data.write('wasmplugins/a.yaml', 'spec: {url: "file:///not-there.wasm", defaultConfig: {v: 2}}');
    await state.read();
    settle('a');
    await state.read();
    expect(bodyLimit()).toBe(LARGE);
  });

  test('stays while Envoy refuses the newer one, and goes once it takes it', async () => {
    await data.write('p.wasm', 'another module');
    await state.read();
    expect(bodyLimit()).toBe(LARGE);
    settle('a');
    expect(bodyLimit()).toBe(LARGE);
    settle();
    expect(bodyLimit()).toBeLessThan(LARGE);
  });

  test('goes with the plugin', async () => {
    await data.remove('wasmplugins/a.yaml');
    await state.read();
    expect(bodyLimit()).toBeLessThan(LARGE);
  });
});

describe('a service that only a plugin makes a Redis', () => {
  const SECURE = 'outbound|6380||secure.dns';
  const NAMING = 'defaultConfig: {redis: {service_name: secure.dns}}';
  const redises = () => [...state.redisClusters.keys()];
  beforeEach(async () => {
    const registries = [{ name: 'secure', type: 'dns', domain: 'r.test', port: 6380, protocol: 'HTTPS' }];
    await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));
    await plugin('a', NAMING);
    await state.read();
    state.accept(() => true);
    expect(redises()).toEqual([SECURE]);
  });

  test('stays one while that version serves, and is none once Envoy takes a version without', async () => {
    await plugin('a', 'defaultConfig: {v: 2}');
    await state.read();
    state.accept(() => false);
    await state.read();
    expect(redises()).toEqual([SECURE]);
    state.accept(() => true);
    expect(redises()).toEqual([]);
  });

  test('stays one while the control plane refuses a newer version', async () => {
    await plugin('a', 'matchRules: [{config: {x: 1}}]');
    await state.read();
    state.accept(() => true);
    await state.read();
    expect(redises()).toEqual([SECURE]);
  });

  test('is none once the plugin is gone', async () => {
    await data.remove('wasmplugins/a.yaml');
    await state.read();
    state.accept(() => true);
    expect(redises()).toEqual([]);
  });
});

test('a plugin that is refused from the start, or switched off, or removed, is not wanted', async () => {
  await plugin('refused', 'matchRules: [{}]');
  await plugin('off', 'defaultConfig: {v: 1}');
  await plugin('removed', 'defaultConfig: {v: 1}');
  await state.read();
  expect(configurations()).toEqual(['off {"v":1}', 'removed {"v":1}']);
  await plugin('off', 'defaultConfigDisable: true');
  await data.remove('wasmplugins/removed.yaml');
  await state.read();
  expect(configurations()).toEqual([]);
});

test('what the bridge connects to has the addresses of the registry, with TLS where it says HTTPS', async () => {
  await data.write(
    'mcpbridges/default.yaml',
    `spec:
  registries:
    - { name: plain, type: static, domain: '127.0.0.1:1,127.0.0.1:2', port: 6379 }
    - { name: secure, type: dns, domain: redis.test, port: 6380, protocol: HTTPS }
    - { name: web, type: static, domain: '127.0.0.1:3', port: 80, protocol: HTTP }
`,
  );
  await plugin('a', 'defaultConfig: {redis: {service_name: secure.dns}}');
  await state.read();
  expect(Object.fromEntries(state.redisClusters)).toEqual({
    'outbound|6379||plain.static': [
      { host: '127.0.0.1', port: 1 },
      { host: '127.0.0.1', port: 2 },
    ],
    'outbound|6380||secure.dns': [{ host: 'redis.test', port: 6380, tls: { serverName: 'redis.test' } }],
  });
  expect(state.dnsNames).toEqual({
    clusters: [],
    bridged: [{ cluster: 'outbound|6380||secure.dns', host: 'redis.test' }],
  });
});

test('it is settled until a resource or a module changes', async () => {
  await plugin('a', '');
  state.settle(await state.read());
  expect(await state.isSettled()).toBe(true);
  await data.write('p.wasm', 'another module');
  expect(await state.isSettled()).toBe(false);
  state.settle(await state.read());
  await data.write('ingresses/new.yaml', '');
  expect(await state.isSettled()).toBe(false);
});

test('hosts that a name stands for count once a plugin may ask for them', async () => {
  const registries = [{ name: 'o', type: 'dns', domain: 'o.test', port: 80, protocol: 'HTTP' }];
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));
  await plugin('a', '');
  state.settle(await state.read());
  hosts.set('outbound|80||o.dns', ['10.0.0.1:80']);
  expect(await state.isSettled()).toBe(true);
  needs.choosesHosts = true;
  await state.read();
  expect(JSON.stringify(state.target.clusters)).toContain('{"hosts":"10.0.0.1:80\\n"}');
  state.settle(await state.signature());
  hosts.set('outbound|80||o.dns', ['10.0.0.2:80']);
  expect(await state.isSettled()).toBe(false);
  state.settle(await state.read());
  expect(await state.isSettled()).toBe(true);
  expect(JSON.stringify(state.target.clusters)).toContain('{"hosts":"10.0.0.2:80\\n"}');
});

test('kinds, files, fields and settings without an effect are told', async () => {
  await data.write('envoyfilters/x.yaml', '');
  await data.write('ingresses/late.yml', '');
  await data.write('notes/readme.txt', '');
  await data.write('ingresses/app.yaml', 'spec: {tls: []}');
  await data.write('configmaps/higress-config.yaml', 'data: {higress: "tracing: {enable: true}"}');
  await state.read();
  expect(await state.ignored()).toEqual([
    'envoyfilters/: this kind of resource is ignored by the local gateway (1 files)',
    'ingresses/late.yml: is ignored, as on Higress: the name must end in .yaml',
    'ingresses/app.yaml:1: spec.tls: is ignored by the local gateway',
    'configmaps/higress-config.yaml: data.higress: tracing.enable: is ignored by the local gateway',
  ]);
});

test('a folder that goes away holds nothing', async () => {
  await plugin('a', '');
  await state.read();
  await data.remove();
  await state.read();
  expect(state.plugins).toEqual([]);
  expect(await state.ignored()).toEqual([]);
});
