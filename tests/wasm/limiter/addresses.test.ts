import { describe, expect, it } from 'vitest';
import { limitBy, withItems } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';

const peer = (...keys: string[]): Promise<Plugin> =>
  Plugin.start(withItems([limitBy('per_ip', 'from-remote-addr', ...keys)]));
const forwarded = (...keys: string[]): Promise<Plugin> =>
  Plugin.start(withItems([limitBy('per_ip', 'from-header-x-forwarded-for', ...keys)]));
const from = (address: string) => ({ properties: { 'source.address': address } });

describe('the peer', () => {
  it('is counted by its address without the port', async () => {
    const plugin = await peer('0.0.0.0/0', '::/0');
    const prefix = 'higress-cluster-key-rate-limit:r:limit_by_per_ip:60:from-remote-addr:';
    expect(plugin.keyFor(from('10.1.2.3:54321'))).toBe(`${prefix}10.1.2.3`);
    expect(plugin.keyFor(from('[2001:db8::7]:443'))).toBe(`${prefix}2001:db8::7`);
  });

  it('is not limited if the gateway does not know it', async () => {
    const plugin = await peer('0.0.0.0/0', '::/0');
    expect(plugin.keyFor()).toBeUndefined();
    expect(plugin.keyFor(from('/var/run/socket'))).toBeUndefined();
  });
});

describe('a range', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1:1', '11.0.0.1:1'],
    ['192.0.2.7', '192.0.2.7:1', '192.0.2.8:1'],
    ['192.0.2.128/25', '192.0.2.128:1', '192.0.2.127:1'],
    ['2001:db8::/32', '[2001:db8:ffff::1]:1', '[2001:db9::1]:1'],
    ['::1', '[::1]:1', '[::2]:1'],
    ['0.0.0.0/0', '1.2.3.4:1', '[::1]:1'],
    ['::/0', '[::1]:1', '1.2.3.4:1'],
    ['::ffff:10.0.0.0/104', '10.9.9.9:1', '11.0.0.1:1'],
  ])('%s holds %s, not %s', async (range, inside, outside) => {
    const plugin = await peer(range);
    expect(plugin.keyFor(from(inside))).toBeDefined();
    expect(plugin.keyFor(from(outside))).toBeUndefined();
  });

  it('that comes first wins, with a limit of its own', async () => {
    const keys = [
      { key: '10.0.0.7', query_per_second: 1 },
      { key: '10.0.0.0/8', query_per_hour: 5 },
    ];
    const plugin = await Plugin.start(withItems([{ limit_by_per_ip: 'from-remote-addr', limit_keys: keys }]));
    expect(plugin.keyFor(from('10.0.0.7:1'))).toContain(':limit_by_per_ip:1:');
    expect(plugin.keyFor(from('10.0.0.8:1'))).toContain(':limit_by_per_ip:3600:');
  });
});

describe('an address in a header', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['1.2.3.4:80', '1.2.3.4'],
    ['  1.2.3.4 , 9.9.9.9', '1.2.3.4'],
    ['[2001:DB8::1]:443, 9.9.9.9', '2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::ffff:102:304', '1.2.3.4'],
  ])('as "%s" counts for %s', async (header, address) => {
    const plugin = await forwarded('0.0.0.0/0', '::/0');
    expect(plugin.keyForHeader('x-forwarded-for', header)).toBe(
      `higress-cluster-key-rate-limit:r:limit_by_per_ip:60:from-header-x-forwarded-for:${address}`,
    );
  });

  it.each(['', ',', 'unknown', '1.2.3', '1.2.3.4.5', '01.2.3.4', '256.1.1.1', '_hidden', '[::1', '1::2::3'])(
    'as "%s" is none, so the rule does not apply',
    async (header) => {
      const plugin = await forwarded('0.0.0.0/0', '::/0');
      expect(plugin.keyForHeader('x-forwarded-for', header)).toBeUndefined();
    },
  );
});
