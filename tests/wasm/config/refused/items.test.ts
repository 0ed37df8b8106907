import { redis } from '../../support/configurations.ts';
import { refuse, withItem } from '../refusals.ts';

const key = { key: '*', query_per_minute: 1 };
const oneKind =
  'add one of limit_by_header, limit_by_param, limit_by_cookie, limit_by_per_header,' +
  ' limit_by_per_param, limit_by_per_cookie, limit_by_consumer, limit_by_per_consumer, limit_by_per_ip';
const range = 'write an address or a range, e.g. 10.0.0.0/8 or 2001:db8::/32';
const list = 'list which values are limited, e.g. [{key: alice, query_per_minute: 10}]';
const source = 'write from-remote-addr, or from-header-NAME with a header such as x-forwarded-for';

refuse('wrong rule_items', [
  [
    { rule_name: 'r', redis, rule_items: [] },
    'rule_items: is empty; add an item with limit_by_… and limit_keys',
  ],
  [
    { rule_name: 'r', redis, rule_items: null },
    'rule_items: is empty; add an item with limit_by_… and limit_keys',
  ],
  [
    { rule_name: 'r', redis, rule_items: 'x' },
    'rule_items[0]: "x" is not an object; write the fields of the entry',
  ],
  [
    { rule_name: 'r', redis, rule_items: [1, null] },
    [
      'rule_items[0]: 1 is not an object; write the fields of the entry',
      'rule_items[1]: null is not an object; write the fields of the entry',
    ],
  ],
  [withItem({}), 'rule_items[0]: does not say what to limit by; ' + oneKind],
  [withItem({ limit_keys: [key] }), 'rule_items[0]: does not say what to limit by; ' + oneKind],
  [withItem({ limit_by_header: 'h' }), 'rule_items[0].limit_keys: is missing or empty; ' + list],
  [
    withItem({ limit_by_header: 'h', limit_keys: [] }),
    'rule_items[0].limit_keys: is missing or empty; ' + list,
  ],
  [
    withItem({ limit_by_header: 'h', limit_keys: null }),
    'rule_items[0].limit_keys: is missing or empty; ' + list,
  ],
  [
    withItem({ limit_by_header: '', limit_keys: [key] }),
    'rule_items[0]: does not say what to limit by; ' + oneKind,
  ],
  [
    withItem({ limit_by_header: {}, limit_keys: [key] }),
    'rule_items[0].limit_by_header: {} is not a text; write a text',
  ],
  [
    withItem({ limit_by_per_ip: 'x-forwarded-for', limit_keys: [key] }),
    [
      'rule_items[0].limit_by_per_ip: "x-forwarded-for" names no source of addresses; ' + source,
      'rule_items[0].limit_keys[0].key: "*": not an IP address or CIDR range; ' + range,
    ],
  ],
  [
    withItem({ limit_by_per_ip: 'from-header-', limit_keys: [key] }),
    [
      'rule_items[0].limit_by_per_ip: "from-header-" names no source of addresses; ' + source,
      'rule_items[0].limit_keys[0].key: "*": not an IP address or CIDR range; ' + range,
    ],
  ],
  [
    withItem({ limit_by_per_ip: 'from-header-x', limit_keys: [{ key: '*', query_per_minute: 1 }] }),
    'rule_items[0].limit_keys[0].key: "*": not an IP address or CIDR range; ' + range,
  ],
  [
    withItem({ limit_by_header: 'h', limit_keys: 'a' }),
    'rule_items[0].limit_keys[0]: "a" is not an object; write the fields of the entry',
  ],
  [
    withItem({ limit_by_header: 'h', limit_keys: [1] }),
    'rule_items[0].limit_keys[0]: 1 is not an object; write the fields of the entry',
  ],
  [
    withItem({ limit_by_headers: 'h', limit_keys: [key] }),
    'rule_items[0]: does not say what to limit by; ' + oneKind,
  ],
]);
