import { REDIS } from '../place.ts';
import { rule, type Scenario, send, threshold } from '../scenario.ts';

/** A rule with so many requests a minute and a name of its own. */
const named = (name: string, requests: number) => rule({ rule_name: name, ...threshold(requests) });

/** Which requests a configuration is for. */
export const rules: Scenario[] = [
  {
    name: 'by route',
    plugin: { matchRules: [{ ingress: ['orders', 'nobody'], config: named('o', 1) }] },
    steps: [send({ path: '/orders' }, 2), send({ path: '/orders/1' }), send({ path: '/' }, 2)],
  },
  {
    name: 'by route, with a default for the others',
    plugin: { defaultConfig: named('d', 2), matchRules: [{ ingress: ['orders'], config: named('o', 1) }] },
    steps: [send({ path: '/orders' }, 2), send({ path: '/' }, 3), send({ path: '/orders/export' })],
  },
  {
    name: 'a rule without configuration switches off',
    plugin: { defaultConfig: named('d', 1), matchRules: [{ ingress: ['orders'], config: {} }] },
    steps: [send({ path: '/orders' }, 2), send({ path: '/' }, 2)],
  },
  {
    name: 'a disabled rule leaves its requests to the default',
    plugin: {
      defaultConfig: named('d', 1),
      matchRules: [{ ingress: ['orders'], config: named('o', 5), configDisable: true }],
    },
    steps: [send({ path: '/orders' }, 2), send({ path: '/' }, 1)],
  },
  {
    name: 'a disabled default',
    plugin: {
      defaultConfig: named('d', 1),
      defaultConfigDisable: true,
      matchRules: [{ ingress: ['orders'], config: named('o', 1) }],
    },
    steps: [send({ path: '/orders' }, 2), send({ path: '/' }, 2)],
  },
  {
    name: 'by domain: exact, with another port, in another case',
    plugin: { matchRules: [{ domain: ['shop.example'], config: named('s', 1) }] },
    steps: [
      send({}, 2),
      send({ host: 'shop.example:8080' }),
      send({ host: 'SHOP.example' }),
      send({ host: 'other.example', path: '/open' }),
    ],
  },
  {
    name: 'by domain: a suffix and a prefix',
    plugin: {
      matchRules: [
        { domain: ['*.api.example'], config: named('suffix', 1) },
        { domain: ['shop.*'], config: named('prefix', 1) },
      ],
    },
    steps: [
      send({ host: 'a.api.example', path: '/v1' }, 2),
      send({ host: 'b.api.example', path: '/v1' }),
      send({ host: 'api.example', path: '/open' }),
      send({}, 2),
    ],
  },
  {
    name: 'by service: with and without a port',
    plugin: {
      matchRules: [
        { service: ['orders.static:81', 'orders.static:80'], config: named('o', 1) },
        { service: ['goods.static'], config: named('g', 2) },
      ],
    },
    steps: [send({ path: '/orders' }, 2), send({ path: '/' }, 3), send({ path: '/open', host: 'x' })],
  },
  {
    name: 'by route and service together',
    plugin: {
      matchRules: [
        { ingress: ['orders', 'goods'], service: ['goods.static:80'], config: named('both', 1) },
        { ingress: ['orders'], config: named('route', 2) },
      ],
    },
    steps: [send({ path: '/' }, 2), send({ path: '/orders' }, 3)],
  },
  {
    name: 'the first rule that applies decides, whatever its kind',
    plugin: {
      matchRules: [
        { domain: ['shop.example'], config: named('domain', 1) },
        { ingress: ['orders'], config: named('route', 2) },
        { service: ['goods.static'], config: named('service', 3) },
      ],
    },
    steps: [send({ path: '/orders' }, 2), send({ path: '/open', host: 'y' }, 4)],
  },
  {
    name: 'by the beginning of a route name',
    plugin: {
      defaultConfig: { _rules_: [{ _match_route_prefix_: ['orders'], ...named('p', 2) }] },
    },
    steps: [send({ path: '/orders' }), send({ path: '/orders/export' }, 2), send({ path: '/' }, 2)],
  },
  {
    name: 'rules of one name share their counters',
    plugin: {
      matchRules: [
        { ingress: ['orders'], config: named('shared', 3) },
        { ingress: ['goods'], config: named('shared', 3) },
      ],
    },
    steps: [send({ path: '/orders' }, 2), send({ path: '/' }, 2), send({ path: '/orders' })],
  },
  {
    name: 'rules of one name with other limits: each judges the common counter by its own',
    plugin: {
      matchRules: [
        { ingress: ['orders'], config: named('shared', 1) },
        { ingress: ['goods'], config: named('shared', 4) },
      ],
    },
    steps: [send({ path: '/' }, 2), send({ path: '/orders' }, 2), send({ path: '/' }, 4)],
  },
  {
    name: 'a request of no route',
    plugin: { defaultConfig: rule(threshold(1, { show_limit_quota_header: true })) },
    steps: [send({ path: '/nowhere', host: 'unknown.example' }, 2)],
  },
  {
    name: 'rules on databases of their own',
    plugin: {
      matchRules: [
        { ingress: ['orders'], config: { ...named('o', 1), redis: { service_name: REDIS, database: 3 } } },
      ],
    },
    steps: [send({ path: '/orders' }, 2)],
  },
  { name: 'no configuration at all', plugin: {}, steps: [send({}, 2)] },
];
