import { describe, expect, it } from 'vitest';
import { rule, RuledPlugin } from './support.ts';

const forDomains = (...domains: string[]): Promise<RuledPlugin> =>
  RuledPlugin.start([rule('d', { _match_domain_: domains })]);

describe('a domain of a rule', () => {
  it.each([
    ['shop.example', 'shop.example', true],
    ['shop.example', 'shop.example:8443', true],
    ['shop.example', 'Shop.Example', false],
    ['shop.example', 'a.shop.example', false],
    ['shop.example', 'shop.example.', false],
    ['*.example', 'shop.example', true],
    ['*.example', 'a.b.example:80', true],
    ['*.example', 'example', false],
    ['*example', 'badexample', true],
    ['*', 'anything', true],
    ['*', '', true],
    ['shop.*', 'shop.test:80', true],
    ['shop.*', 'shop', false],
    ['[::1]', '[::1]', true],
    ['[::1]', '[::1]:8080', true],
    ['[::1]', '[::2]', false],
    ['shop.example:8443', 'shop.example:8443', false],
    ['shop.example', ':80', false],
  ])('%s, host "%s": %s', async (domain, host, applies) => {
    const plugin = await forDomains(domain);
    expect(plugin.forHost(host)).toBe(applies ? 'd' : undefined);
  });

  it('may be one of several', async () => {
    const plugin = await forDomains('a.example', '*.b.example');
    expect(plugin.forHost('a.example')).toBe('d');
    expect(plugin.forHost('x.b.example')).toBe('d');
    expect(plugin.forHost('c.example')).toBeUndefined();
  });
});

it('a request without :authority meets no domain but "*"', async () => {
  const plugin = await RuledPlugin.start([
    rule('exact', { _match_domain_: ['a.example'] }),
    rule('any', { _match_domain_: ['*'] }),
  ]);
  const stream = plugin.plugin.root.stream();
  stream.requestHeaders({ ':path': '/' });
  expect(plugin.plugin.host.redis.pending[0]!.command[3]).toContain(':any:');
});
