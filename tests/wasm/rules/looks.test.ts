import { expect, it } from 'vitest';
import { withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { rule, RuledPlugin } from './support.ts';

const request = { properties: { route_name: 'shop', cluster_name: 'outbound|80||shop.dns' } };

it.each([
  [{ _match_route_: ['x'] }, ['get_property route_name']],
  [{ _match_route_prefix_: ['x'] }, ['get_property route_name']],
  [{ _match_domain_: ['x'] }, ['get_header request :authority']],
  [{ _match_service_: ['x'] }, ['get_property cluster_name']],
  [
    { _match_route_: ['x'], _match_service_: ['x'] },
    ['get_property route_name', 'get_property cluster_name'],
  ],
  [{ _match_domain_: ['x'], _match_service_: ['x'] }, ['get_header request :authority']],
])('%j asks the gateway for %j and nothing else', async (scope, looks) => {
  const plugin = await RuledPlugin.start([rule('r', scope)]);
  plugin.ruleFor(request);
  expect(plugin.looks).toEqual(looks);
});

it('each thing is asked for once, however many rules look at it', async () => {
  const plugin = await RuledPlugin.start([
    rule('a', { _match_route_: ['x'] }),
    rule('b', { _match_domain_: ['x'] }),
    rule('c', { _match_service_: ['x'] }),
    rule('d', { _match_route_: ['y'] }),
    rule('e', { _match_domain_: ['y'] }),
  ]);
  plugin.ruleFor(request);
  expect(plugin.looks).toEqual([
    'get_header request :authority',
    'get_property route_name',
    'get_property cluster_name',
  ]);
});

it('without rules the gateway is asked for nothing', async () => {
  const plugin = await Plugin.start(withThreshold());
  plugin.request(request);
  expect(plugin.host.take().map((line) => line.split(' ')[0])).toEqual(['redis_call']);
});
