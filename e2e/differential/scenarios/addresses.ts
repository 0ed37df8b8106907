import { everywhere, limitBy, type Scenario, send } from '../scenario.ts';

const byAddress = (source: string, limits: Record<string, number>) =>
  everywhere({ rule_items: [limitBy('per_ip', source, limits)] });
const FORWARDED = 'from-header-x-forwarded-for';
const from = (...lists: string[]) => ({ headers: { 'x-forwarded-for': lists } });

/** limit_by_per_ip: the peer, and headers that speak of others. */
export const addresses: Scenario[] = [
  {
    name: 'from-remote-addr: the peer, whatever it says of itself',
    plugin: byAddress('from-remote-addr', { '0.0.0.0/0': 2 }),
    steps: [send({}), send(from('192.0.2.1')), send({ headers: { 'x-real-ip': '192.0.2.1' } })],
  },
  {
    name: 'from-remote-addr: ranges the peer is not in',
    plugin: byAddress('from-remote-addr', { '10.0.0.0/8': 1, '::/0': 1 }),
    steps: [send({}, 2)],
  },
  {
    name: 'x-forwarded-for: the first address, ranges in their order',
    plugin: byAddress(FORWARDED, { '10.1.1.1': 2, '10.1.0.0/16': 1, '0.0.0.0/0': 3 }),
    steps: [
      send(from('10.1.1.1, 192.0.2.1'), 3),
      send(from('10.1.7.7,10.1.1.1'), 2),
      send(from('  10.9.9.9 '), 2),
    ],
  },
  {
    name: 'x-forwarded-for: none is sent',
    plugin: byAddress(FORWARDED, { '0.0.0.0/0': 1 }),
    steps: [send({}, 2)],
  },
  {
    name: 'x-forwarded-for: two headers',
    plugin: byAddress(FORWARDED, { '0.0.0.0/0': 1 }),
    steps: [send(from('10.0.0.1', '10.0.0.2'), 2)],
  },
  {
    name: 'x-forwarded-for: ports, brackets, spellings of one address',
    plugin: byAddress(FORWARDED, { '0.0.0.0/0': 2, '2001:db8::/32': 2 }),
    steps: ['10.1.1.1:4711', '10.1.1.1', '[2001:DB8:0::1]:4711', '2001:db8::1', '2001:0db8:0:0:0:0:0:1'].map(
      (list) => send(from(list), 2),
    ),
  },
  {
    name: 'x-forwarded-for: what is no address',
    plugin: byAddress(FORWARDED, { '0.0.0.0/0': 1, '::/0': 1 }),
    steps: [
      'unknown',
      '',
      ',10.0.0.1',
      '10.0.0',
      '010.0.0.1',
      '10.0.0.1.',
      '1.2.3.4:x',
      '::ffff:10.0.0.1',
    ].map((list) => send(from(list), 2)),
  },
  {
    name: 'from another header',
    plugin: byAddress('from-header-X-Client', { '192.0.2.0/25': 1 }),
    steps: ['192.0.2.127', '192.0.2.128', '192.0.2.1, 192.0.2.2'].map((list) =>
      send({ headers: { 'x-client': list } }, 2),
    ),
  },
];
