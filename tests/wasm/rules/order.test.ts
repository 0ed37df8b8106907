import { describe, expect, it } from 'vitest';
import { limitBy, withItems, withThreshold } from '../support/configurations.ts';
import { respond } from '../support/plugin.ts';
import { rule, RuledPlugin } from './support.ts';

describe('of several rules', () => {
  it('the first that matches wins, whatever its kind', async () => {
    const plugin = await RuledPlugin.start([
      rule('prefix', { _match_route_prefix_: ['sh'] }),
      rule('route', { _match_route_: ['shop'] }),
      rule('host', { _match_domain_: ['*'] }),
    ]);
    expect(plugin.forRoute('shop')).toBe('prefix');
    expect(plugin.forRoute('other')).toBe('host');
  });

  it('one that matches but limits nothing here still keeps the later ones out', async () => {
    const plugin = await RuledPlugin.start([
      withItems([limitBy('header', 'x-api-key', 'alice')], { _match_route_: ['shop'] }),
      rule('host', { _match_domain_: ['*'] }),
    ]);
    expect(plugin.forRoute('shop')).toBeUndefined();
  });

  it('an entry without fields of its own turns the limiter off for what it matches', async () => {
    const plugin = await RuledPlugin.start([
      { _match_route_: ['free'] },
      rule('host', { _match_domain_: ['*'] }),
    ]);
    expect(plugin.forRoute('free')).toBeUndefined();
    expect(plugin.forRoute('paid')).toBe('host');
  });
});

describe('of several kinds in one rule', () => {
  it('a route makes domains and prefixes count for nothing', async () => {
    const plugin = await RuledPlugin.start([
      rule('r', { _match_route_: ['shop'], _match_domain_: ['other'], _match_route_prefix_: ['x'] }),
    ]);
    expect(plugin.forRoute('shop')).toBe('r');
    expect(plugin.forHost('other')).toBeUndefined();
  });

  it('a domain makes services and prefixes count for nothing', async () => {
    const plugin = await RuledPlugin.start([
      rule('d', {
        _match_domain_: ['shop.example'],
        _match_service_: ['x.dns'],
        _match_route_prefix_: ['x'],
      }),
    ]);
    expect(plugin.forHost('shop.example')).toBe('d');
    expect(plugin.forCluster('outbound|80||x.dns')).toBe('d');
  });

  it('a service makes prefixes count for nothing', async () => {
    const plugin = await RuledPlugin.start([
      rule('s', { _match_service_: ['x.dns'], _match_route_prefix_: ['shop'] }),
    ]);
    expect(plugin.forCluster('outbound|80||x.dns')).toBe('s');
    expect(plugin.forRoute('shop')).toBeUndefined();
  });
});

describe('where no rule matches', () => {
  const rules = [rule('r', { _match_route_: ['shop'] })];

  it('the configuration beside the rules applies', async () => {
    const plugin = await RuledPlugin.start(rules, withThreshold({ rule_name: 'rest' }));
    expect(plugin.forRoute('other')).toBe('rest');
    expect(plugin.forRoute('shop')).toBe('r');
  });

  it('and there is none beside them, requests and responses pass untouched', async () => {
    const { plugin } = await RuledPlugin.start(rules);
    const stream = plugin.request({ properties: { route_name: 'other' } });
    expect(stream.upstream.headers?.toObject()).toEqual({
      ':method': 'GET',
      ':path': '/',
      ':scheme': 'http',
      ':authority': 'shop.example',
    });
    expect(respond(stream, { server: 'origin' })).toEqual({ ':status': '200', server: 'origin' });
    expect(plugin.host.take()).toEqual(['get_property route_name -> "other"']);
  });

  it('a wrong configuration beside them is only a warning, and nothing applies', async () => {
    const plugin = await RuledPlugin.start(rules, { rule_name: 'rest' });
    expect(plugin.plugin.logged.map((line) => line.slice(0, 5))).toEqual(['warn ', 'warn ']);
    expect(plugin.plugin.logged[0]).toBe(
      'warn redis: is missing; write redis: {service_name: NAME.dns} with the service of your Redis ' +
        '(so nothing applies where no rule does)',
    );
    expect(plugin.forRoute('other')).toBeUndefined();
    expect(plugin.forRoute('shop')).toBe('r');
  });

  it('a configuration beside them that is not ours is one such', async () => {
    const plugin = await RuledPlugin.start(rules, { consumers: [] });
    expect(plugin.plugin.logged).toEqual([
      'warn configuration: configures nothing; add rule_name, redis and one of global_threshold and rule_items ' +
        '(so nothing applies where no rule does)',
    ]);
  });
});

describe('rules on one Redis', () => {
  it('tell the gateway once if their settings are the same', async () => {
    const { plugin } = await RuledPlugin.start([
      rule('a', { _match_route_: ['a'] }),
      rule('b', { _match_route_: ['b'] }),
    ]);
    expect(plugin.host.counters.byName.redis_init).toBe(1);
  });

  it('and one each if they differ', async () => {
    const other = { service_name: 'other.dns' };
    const { plugin } = await RuledPlugin.start([
      rule('a', { _match_route_: ['a'] }),
      rule('b', { _match_route_: ['b'], redis: other }),
    ]);
    expect(plugin.host.counters.byName.redis_init).toBe(2);
  });
});
