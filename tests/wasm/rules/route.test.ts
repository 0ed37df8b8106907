import { describe, expect, it } from 'vitest';
import { rule, RuledPlugin } from './support.ts';

describe('a route of a rule', () => {
  it('is an exact name', async () => {
    const plugin = await RuledPlugin.start([rule('r', { _match_route_: ['shop', 'shop/admin'] })]);
    expect(plugin.forRoute('shop')).toBe('r');
    expect(plugin.forRoute('shop/admin')).toBe('r');
    expect(plugin.forRoute('shop2')).toBeUndefined();
    expect(plugin.forRoute('Shop')).toBeUndefined();
    expect(plugin.ruleFor({})).toBeUndefined();
  });

  it('may be a lone text in place of a list', async () => {
    const plugin = await RuledPlugin.start([rule('r', { _match_route_: 'shop' })]);
    expect(plugin.forRoute('shop')).toBe('r');
  });
});

it('a route prefix is the start of a name', async () => {
  const plugin = await RuledPlugin.start([rule('p', { _match_route_prefix_: ['api-', 'v2'] })]);
  expect(plugin.forRoute('api-users')).toBe('p');
  expect(plugin.forRoute('v2')).toBe('p');
  expect(plugin.forRoute('my-api-users')).toBeUndefined();
  expect(plugin.ruleFor({})).toBeUndefined();
});

describe('a service of a rule', () => {
  const cluster = 'outbound|8080||shop.ns.svc.cluster.local';

  it.each([
    ['shop.ns.svc.cluster.local', cluster, true],
    ['shop.ns.svc.cluster.local:8080', cluster, true],
    ['shop.ns.svc.cluster.local:80', cluster, false],
    ['shop', cluster, false],
    ['shop.ns.svc.cluster.local', 'outbound|8080|v1|shop.ns.svc.cluster.local', true],
    ['shop.ns.svc.cluster.local', 'shop.ns.svc.cluster.local', false],
    ['shop.dns', 'outbound|80||shop.dns|more', false],
    ['shop.dns', 'outbound_.80_._.shop.dns', false],
  ])('%s, cluster "%s": %s', async (service, name, applies) => {
    const plugin = await RuledPlugin.start([rule('s', { _match_service_: [service] })]);
    expect(plugin.forCluster(name)).toBe(applies ? 's' : undefined);
  });

  it('does not apply while the gateway has not chosen a cluster', async () => {
    const plugin = await RuledPlugin.start([rule('s', { _match_service_: ['shop.dns'] })]);
    expect(plugin.ruleFor({})).toBeUndefined();
  });
});

it('route and service together must both match', async () => {
  const plugin = await RuledPlugin.start([
    rule('both', { _match_route_: ['shop'], _match_service_: ['shop.dns:80'] }),
  ]);
  expect(plugin.forRoute('shop', 'outbound|80||shop.dns')).toBe('both');
  expect(plugin.forRoute('shop', 'outbound|81||shop.dns')).toBeUndefined();
  expect(plugin.forRoute('other', 'outbound|80||shop.dns')).toBeUndefined();
});
