import { describe, expect, it } from 'vitest';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import { HOST, place } from './place.ts';
import { chooseRoute, translationOf } from './route-table.ts';
import { scenarios } from './scenarios/all.ts';

const ORDERS = 'outbound|80||orders.static';
const GOODS = 'outbound|80||goods.static';

/** The scripted host gets what the local gateway makes of the resources; without these, both could be wrong alike. */
async function translated(plugin: object) {
  const resources = place('127.0.0.1:1', '127.0.0.1:2');
  return translationOf(...resources, wasmPlugin('limiter', { url: 'file:///limiter.wasm', ...plugin }));
}

function pluginOf(name: string): object {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new RangeError(`no scenario "${name}"`);
  return scenario.plugin;
}

const own = (ruleName: string, requests: number): string =>
  `"global_threshold":{"query_per_minute":${requests}},"redis":{"service_name":"redis.static"},"rule_name":"${ruleName}"`;

describe('the configuration that a plugin gets, byte by byte', () => {
  it.each<[scenario: string, expected: string]>([
    [
      'with quota headers',
      '{"global_threshold":{"query_per_minute":2},"redis":{"service_name":"redis.static"},"rule_name":"r","show_limit_quota_header":true}',
    ],
    [
      'by route, with a default for the others',
      `{"_rules_":[{"_match_route_":["orders"],${own('o', 1)}}],${own('d', 2)}}`,
    ],
    [
      'a rule without configuration switches off',
      `{"_rules_":[{"_match_route_":["orders"]}],${own('d', 1)}}`,
    ],
    ['a disabled rule leaves its requests to the default', `{${own('d', 1)}}`],
    ['a disabled default', `{"_rules_":[{"_match_route_":["orders"],${own('o', 1)}}]}`],
    [
      'by domain: a suffix and a prefix',
      `{"_rules_":[{"_match_domain_":["*.api.example"],${own('suffix', 1)}},{"_match_domain_":["shop.*"],${own('prefix', 1)}}]}`,
    ],
    [
      'by route and service together',
      `{"_rules_":[{"_match_route_":["orders","goods"],"_match_service_":["goods.static:80"],${own('both', 1)}},` +
        `{"_match_route_":["orders"],${own('route', 2)}}]}`,
    ],
    ['no configuration at all', ''],
  ])('in the scenario "%s"', async (scenario, expected) => {
    const { plugins } = await translated(pluginOf(scenario));
    expect(plugins.map(({ configuration }) => configuration)).toEqual([expected]);
  });
});

describe('the route and the cluster of a request', () => {
  it.each<[host: string, path: string, expected: { name: string; cluster: string } | undefined]>([
    [HOST, '/', { name: 'goods', cluster: GOODS }],
    [HOST, '/orders?page=2', { name: 'orders', cluster: ORDERS }],
    [HOST, '/ordersx', { name: 'goods', cluster: GOODS }],
    [HOST, '/orders/export', { name: 'orders-export', cluster: ORDERS }],
    ['SHOP.example:8080', '/orders/1', { name: 'orders', cluster: ORDERS }],
    ['a.api.example', '/v1/x', { name: 'api', cluster: GOODS }],
    ['a.api.example', '/open', undefined],
    ['elsewhere.example', '/open', { name: 'anyone', cluster: GOODS }],
    ['elsewhere.example', '/', undefined],
  ])('at %s%s are those of the Ingress that covers it, if one does', async (host, path, expected) => {
    expect(chooseRoute(await translated({}), host, path)).toEqual(expected);
  });
});
