import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartedGateway } from '../gateways/gateway.ts';
import { ingress } from '../resources/ingress.ts';
import { type WasmPluginOptions, wasmPlugin } from '../resources/wasm-plugin.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, OK } from '../scenes/expectations.ts';
import { ORIGIN_SERVICE, PLUGIN_URL, REDIS_SERVICE, Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';

const limit = (ruleName: string, requests: number) => ({
  rule_name: ruleName,
  global_threshold: { query_per_hour: requests },
  redis: { service_name: REDIS_SERVICE },
});

suite('where a limit applies', () => {
  let scene: Scene;
  let gateway: StartedGateway;
  let client: Client;
  const limiter = (options: Omit<WasmPluginOptions, 'url'>) =>
    wasmPlugin('limiter', { url: PLUGIN_URL, ...options });
  const destination = ORIGIN_SERVICE;

  beforeAll(async () => {
    scene = await Scene.start();
    const resources = [
      scene.services(),
      ingress('app', { path: '/app', destination }),
      ingress('other', { path: '/other', destination }),
      ingress('wild', { host: '*.shop.test', destination }),
      ingress('exact', { host: 'exact.test', destination }),
    ];
    ({ gateway, client } = await scene.gateway({ resources }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);

  test('every route has the rule that names it, and the rest the default', async () => {
    const matchRules = [{ ingress: ['app'], config: limit('route-app', 1) }];
    await gateway.apply(limiter({ defaultConfig: limit('route-default', 2), matchRules }));
    expect(await client.statuses(2, { path: '/app' })).toEqual(exactly(1));
    expect(await client.statuses(3, { path: '/other' })).toEqual(exactly(2));
  });

  test('without a default, what no rule names is not limited', async () => {
    const matchRules = [{ ingress: ['app'], config: limit('only-app', 1) }];
    await gateway.apply(limiter({ matchRules }));
    expect(await client.statuses(2, { path: '/app' })).toEqual(exactly(1));
    expect(await client.statuses(4, { path: '/other' })).toEqual([OK, OK, OK, OK]);
  });

  test('a disabled default is none', async () => {
    const defaultConfig = limit('disabled-default', 1);
    const matchRules = [{ ingress: ['app'], config: limit('beside-disabled', 2) }];
    await gateway.apply(limiter({ defaultConfig, defaultConfigDisable: true, matchRules }));
    expect(await client.statuses(3, { path: '/app' })).toEqual(exactly(2));
    expect(await client.statuses(3, { path: '/other' })).toEqual([OK, OK, OK]);
  });

  test('a disabled rule leaves its route to the default', async () => {
    const matchRules = [{ ingress: ['app'], config: limit('disabled-rule', 1), configDisable: true }];
    await gateway.apply(limiter({ defaultConfig: limit('for-all', 3), matchRules }));
    expect(await client.statuses(4, { path: '/app' })).toEqual(exactly(3));
  });

  test('domains match exactly or by a wildcard, whatever the port', async () => {
    const matchRules = [
      { domain: ['exact.test'], config: limit('domain-exact', 1) },
      { domain: ['*.shop.test'], config: limit('domain-wild', 2) },
    ];
    await gateway.apply(limiter({ matchRules }));
    const to = (host: string) => ({ headers: { host } });
    expect(await client.statuses(1, to('exact.test:8080'))).toEqual([OK]);
    expect(await client.statuses(1, to('exact.test'))).toEqual([429]);
    expect(await client.statuses(3, to('a.shop.test'))).toEqual(exactly(2));
    expect(await client.statuses(1, to('b.c.shop.test'))).toEqual([429]);
    expect(await client.statuses(3, { path: '/app' })).toEqual([OK, OK, OK]);
  });

  test('a service matches with its port and without', async () => {
    for (const service of ['origin.static', 'origin.static:80']) {
      const config = limit(`service ${service}`, 1);
      await gateway.apply(limiter({ matchRules: [{ service: [service], config }] }));
      expect(await client.statuses(2, { path: '/app' })).toEqual(exactly(1));
    }
    const config = limit('service unknown', 1);
    await gateway.apply(limiter({ matchRules: [{ service: ['origin.static:81'], config }] }));
    expect(await client.statuses(2, { path: '/app' })).toEqual([OK, OK]);
  });

  test('of several rules that match, the first counts', async () => {
    const matchRules = [
      { domain: ['*'], config: limit('first', 1) },
      { ingress: ['app'], config: limit('second', 3) },
    ];
    await gateway.apply(limiter({ matchRules }));
    expect(await client.statuses(2, { path: '/app' })).toEqual(exactly(1));
  });

  test('rules with one name share a counter, rules with two names do not', async () => {
    const matchRules = [
      { ingress: ['app'], config: limit('shared', 2) },
      { ingress: ['other'], config: limit('shared', 2) },
    ];
    await gateway.apply(limiter({ matchRules }));
    expect(await client.statuses(1, { path: '/app' })).toEqual([OK]);
    expect(await client.statuses(2, { path: '/other' })).toEqual(exactly(1));
  });
});
