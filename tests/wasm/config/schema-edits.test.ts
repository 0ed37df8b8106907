import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConfigureError } from '../host/index.ts';
import { limitBy, withItems, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';

const SCHEMA = new URL('../../../docs/schema/cluster-key-rate-limit.schema.json', import.meta.url);
const ajv = new Ajv2020({ strictTypes: false, strictRequired: false, keywords: ['x-refused'] });
const isValid = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);

const bounds = {
  breaker: { failures: 5, open: '2s', error_rate: 0.5 },
  max_in_flight: 9,
  deadline: '50ms',
};
const redis = {
  ...{ service_name: 'r.dns', service_port: 1, timeout: 5, password: 'p', flush: { bytes: 1 } },
  ...bounds,
};
const starts: readonly Fields[] = [
  withThreshold({ redis, rejected_code: 429, shadow: true, on_redis_error: 'open', rejected_msg: 'x' }),
  withItems([
    limitBy('header', 'h', 'a', '*'),
    limitBy('per_param', 'p', 'regexp:a'),
    limitBy('per_ip', 'from-remote-addr', '10.0.0.0/8'),
    limitBy('consumer', '', 'c'),
  ]),
  {
    ...withThreshold(),
    _rules_: [
      { _match_route_: ['a'], _match_service_: 's', ...withThreshold() },
      { _match_route_prefix_: ['p'] },
    ],
  },
];

// No number in quotes that is out of range, and no half address: those only the plugin sees.
const VALUES = [
  ...[null, true, false, 0, 1, -1, 1.5, 300, 65536, 1e16],
  ...[
    '',
    'x',
    '-5',
    '*',
    'true',
    'immediate',
    'closed',
    'local',
    '5ms',
    '0s',
    'regexp:a',
    '::1',
    'from-header-x',
    'from-remote-addr',
  ],
  ...[[], {}, ['x'], [''], [null], [{}], { key: 'a', query_per_day: 1 }, { query_per_day: 2 }],
];
const NAMES = [
  ...['rule_name', 'rule_items', 'global_threshold', 'redis', 'limit_keys', 'key', 'query_per_day', 'typo'],
  ...[
    'limit_by_header',
    'limit_by_per_header',
    'limit_by_consumer',
    'limit_by_per_consumer',
    'limit_by_per_ip',
  ],
  ...['_rules_', '_match_route_', '_match_domain_', '_plugin_id_', 'flush', 'compat', 'timeout', 'shadow'],
  ...['breaker', 'window', 'deadline', 'local_share', 'on_redis_error'],
];

/** Picks one of `count`. */
type Choose = (count: number) => number;

/** `value` with something in it replaced, added or left out. */
function edited(value: unknown, choose: Choose): unknown {
  if (value === null || typeof value !== 'object' || choose(12) === 11) return VALUES[choose(VALUES.length)];
  if (Array.isArray(value)) {
    const at = choose(value.length + 1);
    return choose(5) === 4 ? spliced(value, at) : spliced(value, at, edited(value[at] ?? null, choose));
  }
  const fields = Object.entries(value);
  const [name, field] = fields[choose(fields.length + 1)] ?? [NAMES[choose(NAMES.length)]!, null];
  const rest = fields.filter(([other]) => other !== name);
  return Object.fromEntries(choose(4) === 3 ? rest : [...rest, [name, edited(field, choose)]]);
}

function spliced(list: readonly unknown[], at: number, ...items: unknown[]): unknown[] {
  return [...list.slice(0, at), ...items, ...list.slice(at + 1)];
}

function configurationOf(choices: readonly number[]): Fields {
  let next = 0;
  const choose: Choose = (count) => (choices[next++] ?? 0) % count;
  let made: unknown = starts[choose(starts.length)];
  for (let edits = choose(3); edits >= 0; edits--) made = edited(made, choose);
  return typeof made === 'object' && made !== null && !Array.isArray(made) ? (made as Fields) : {};
}

it('schema and plugin agree on whatever becomes of a configuration', async () => {
  const plugin = await Plugin.start({});
  const isTakenSilently = (configuration: Fields): boolean => {
    const before = plugin.host.logs.length;
    try {
      plugin.host.start(configuration).retire();
    } catch (error) {
      if (error instanceof ConfigureError) return false;
      throw error;
    }
    return plugin.host.logs.length === before;
  };
  const seen = { true: 0, false: 0 };
  const choices = fc.array(fc.nat(1000), { minLength: 12, maxLength: 40 });
  fc.assert(
    fc.property(choices, (numbers) => {
      const configuration = configurationOf(numbers);
      const verdict = isValid(configuration);
      seen[`${verdict}`] += 1;
      expect(isTakenSilently(configuration), JSON.stringify(configuration)).toBe(verdict);
    }),
    { numRuns: 3000, seed: 20260101 },
  );
  // Both answers were put to the test.
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(300);
});
