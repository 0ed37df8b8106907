import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DirectoryState } from '../../../gateway/directory-state.ts';
import { ModuleSource } from '../../../gateway/modules/module-source.ts';
import { DataFolder } from '../envoy/running-gateway.ts';
import { meaningOf, plugin } from './meaning.ts';

const app = { ingress: ['app'] };

test.each<[string, object, string | undefined]>([
  ['W1', {}, ''],
  ['W1', { defaultConfig: {} }, ''],
  ['W1', { pluginConfig: {} }, ''],
  ['W2', { defaultConfig: { a: 1 } }, '{"a":1}'],
  [
    'W3',
    { defaultConfig: { a: 1 }, matchRules: [{ ingress: ['app', 'higress-system/app'], config: { b: 2 } }] },
    '{"_rules_":[{"_match_route_":["app","higress-system/app"],"b":2}],"a":1}',
  ],
  [
    'W4',
    { matchRules: [{ domain: ['*.w.test', 'app.test:8080'] }] },
    '{"_rules_":[{"_match_domain_":["*.w.test","app.test:8080"]}]}',
  ],
  [
    'W5',
    { matchRules: [{ service: ['b.static', 'b.static:80'] }] },
    '{"_rules_":[{"_match_service_":["b.static","b.static:80"]}]}',
  ],
  [
    'W6',
    { matchRules: [{ ...app, domain: ['d'], service: ['s'] }, { domain: ['a'] }] },
    '{"_rules_":[{"_match_domain_":["d"],"_match_route_":["app"],"_match_service_":["s"]},{"_match_domain_":["a"]}]}',
  ],
  ['W7', { defaultConfig: { a: 1 }, matchRules: [{ ...app, configDisable: true }] }, '{"a":1}'],
  [
    'W8',
    { defaultConfig: { a: 1 }, defaultConfigDisable: true, matchRules: [app] },
    '{"_rules_":[{"_match_route_":["app"]}]}',
  ],
  ['W9', { defaultConfig: { a: 1 }, defaultConfigDisable: true }, undefined],
  ['W10', { matchRules: [{ config: { b: 2 } }] }, undefined],
  ['W10', { matchRules: [{ ingress: [], domain: [], service: [] }] }, undefined],
  ['W11', { defaultConfig: { a: 1 }, matchRules: [{ configDisable: true }] }, '{"a":1}'],
  ['W12', { matchRules: [app] }, '{"_rules_":[{"_match_route_":["app"]}]}'],
  ['W13', { pluginConfig: { p: 1 }, defaultConfig: { a: 1 }, matchRules: [app] }, '{"p":1}'],
  ['W14', { defaultConfig: { _rules_: [1] }, matchRules: [app] }, '{"_rules_":[{"_match_route_":["app"]}]}'],
  [
    'W15',
    { matchRules: [{ ...app, config: { _match_route_: ['x'], _match_domain_: ['y'] } }] },
    '{"_rules_":[{"_match_domain_":["y"],"_match_route_":["app"]}]}',
  ],
  ['W16', { matchRules: [{ ...app, routeType: 'GRPC' }] }, '{"_rules_":[{"_match_route_":["app"]}]}'],
  [
    'W17',
    { defaultConfig: { big: 9007199254740992, e: 1e21, s: '<&>' } },
    '{"big":9007199254740992,"e":1e+21,"s":"\\u003c\\u0026\\u003e"}',
  ],
])('%s: %j reaches the plugin as it does on Higress', async (_vector, spec, bytes) => {
  expect((await meaningOf(plugin(spec))).configurationOf('p')).toBe(bytes);
});

test('W18: pluginName is the root id, the filter is named after the file', async () => {
  const meaning = await meaningOf(plugin({ pluginName: 'r' }));
  expect(meaning.filterOf('p')).toMatchObject({
    name: 'higress-system.p',
    typed_config: { config: { name: 'higress-system.p', root_id: 'r' } },
  });
});

test('W19: inline variables have values, those of the host names only', async () => {
  const env = [
    { name: 'A', value: 'b' },
    { name: 'HOME', valueFrom: 'HOST' },
  ];
  expect((await meaningOf(plugin({ vmConfig: { env } }))).filterOf('p')).toMatchObject({
    typed_config: {
      config: {
        vm_config: { environment_variables: { key_values: { A: 'b' }, host_env_keys: ['HOME'] } },
      },
    },
  });
});

const secret = (value: string) => ({
  'secrets/redis-auth.yaml': { data: { password: Buffer.from(value).toString('base64') } },
});

test.each([
  ['S1', '${secret.redis-auth.password}', 'VALUE'],
  ['S2', 'x-${secret.higress-system/redis-auth.password}-y', 'x-VALUE-y'],
])('%s: %s becomes %s', async (_vector, reference, value) => {
  const meaning = await meaningOf({ ...plugin({ defaultConfig: { p: reference } }), ...secret('VALUE') });
  expect(meaning.configurationOf('p')).toBe(`{"p":"${value}"}`);
  expect(meaning.refusalsOf('WasmPlugin')).toEqual([]);
});

test.each([
  ['S3', '${secret.absent.password}', 'VALUE', 'no Secret for ${secret.absent.password}'],
  ['S3', '${secret.redis-auth.absent}', 'VALUE', 'no Secret for ${secret.redis-auth.absent}'],
  ['S4', '${secret.redis-auth.password}', 'a"b', 'breaks the JSON text'],
  ['S4', '${secret.redis-auth.password}', 'a\\x', 'breaks the JSON text'],
])(
  '%s: %s with the value %j is delivered as it stands, and said',
  async (_vector, reference, value, reason) => {
    const meaning = await meaningOf({ ...plugin({ defaultConfig: { p: reference } }), ...secret(value) });
    expect(meaning.configurationOf('p')).toBe(`{"p":"${reference}"}`);
    expect(meaning.refusalsOf('WasmPlugin')).toEqual([expect.stringContaining(reason)]);
  },
);

describe('on a folder', () => {
  let data: DataFolder;
  beforeEach(async () => {
    data = await DataFolder.create();
  });
  afterEach(() => data.remove());
  const neverLinked = async () => Promise.reject(new Error('not a module'));

  test('W10: on an edit the previous version stays active', async () => {
    await data.write('p.wasm', 'module');
    const link = async () => ({ path: '/linked.wasm', abi: '0.2.100', stubbed: [] });
    const state = new DirectoryState(
      data.path,
      new ModuleSource(link, () => undefined),
      {
        path: '/redis.sock',
      },
      { of: async () => new Map() },
    );
    const write = (spec: string) =>
      data.write('wasmplugins/p.yaml', `spec: {url: "file://${data.path}/p.wasm", ${spec}}`);
    await write('defaultConfig: {v: 1}');
    await state.read();
    await write('defaultConfig: {v: 2}, matchRules: [{config: {}}]');
    await state.read();
    expect(state.plugins.map(({ configuration }) => configuration)).toEqual(['{"v":1}']);
  });

  test.each([
    ['U1 to U6', 'oci://registry.test/p:1', /oci/],
    ['U8', 'registry.test/p:1', /oci/],
    ['U10', '', /spec\.url is empty/],
  ])('%s: "%s" is a reason that names what can be used instead', async (_vector, url, reason) => {
    const source = new ModuleSource(neverLinked, () => undefined);
    expect((await source.load([url])).get(url)?.message).toMatch(reason);
  });

  test('U9: a pull secret is told to have no effect', async () => {
    await data.write('wasmplugins/p.yaml', 'spec: {url: "file:///p", imagePullSecret: regcred}');
    const state = new DirectoryState(
      data.path,
      new ModuleSource(neverLinked, () => undefined),
      {
        path: '/redis.sock',
      },
      { of: async () => new Map() },
    );
    await state.read();
    expect(await state.ignored()).toEqual([
      'wasmplugins/p.yaml:1: spec.imagePullSecret: is ignored by the local gateway',
    ]);
  });
});
