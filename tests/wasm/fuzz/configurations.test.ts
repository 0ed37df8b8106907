import { expect, it } from 'vitest';
import { ConfigureError } from '../host/index.ts';
import { limitBy, redis, withItems, withRules, withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed } from '../support/replies.ts';
import { fuzzPlan, inBatches } from './plan.ts';

const whole = [
  withThreshold({ rejected_code: 403, rejected_msg: 'é\n"', show_limit_quota_header: true, shadow: 'false' }),
  withThreshold({
    redis: { ...redis, username: 'u', password: 'p', flush: { timeout_ms: 1, bytes: 2 }, database: 1 },
  }),
  withItems([
    limitBy('per_header', 'x-api-key', '*', 'regexp:^(?i)[a-z]{1,3}(x|y)*?\\d+$'),
    limitBy('per_ip', 'from-remote-addr', '10.0.0.0/8', '::ffff:1.2.3.4', '2001:db8::/32'),
    limitBy('cookie', 'session', 's', '*'),
  ]),
  withRules(
    [
      withThreshold({ _match_route_: ['a'], _match_service_: ['b:80'] }),
      withThreshold({ _match_domain_: ['*.c'] }),
    ],
    withThreshold(),
  ),
].map((each) => Buffer.from(JSON.stringify(each)));
const tokens = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\u0000',
    '\\ud800',
    'null',
    'true',
    '1e400',
    '-0',
    '1.5',
    '-1',
  ],
  ...[
    '18446744073709551616',
    '""',
    '[]',
    '{}',
    '"_rules_":',
    '"key":',
    'regexp:',
    '(',
    '|',
    '*',
    '{1000}',
    '[^',
    '\\\\Q',
  ],
  ...[
    '/',
    '::',
    '10.0.0.0/8',
    '"query_per_day":',
    '"redis":',
    '${secret.x}',
    '\ufeff',
    '\0',
    ' ',
    '\n',
    '[[[[[[[[',
  ],
];

const { cases, random } = fuzzPlan('configurations', 0.1);

it(
  'no configuration makes the module trap: it is taken, or refused with a reason',
  { timeout: 300_000 },
  () =>
    inBatches(cases, async (size) => {
      const plugin = await Plugin.start(withThreshold({ rule_name: 'serving' }));
      const { host } = plugin;
      for (let i = 0; i < size; i++) {
        try {
          const root = host.start(random.mutation(random.pick(whole), tokens));
          const stream = root.stream({ properties: { route_name: 'a', 'source.address': '10.0.0.1:1' } });
          stream.requestHeaders({
            ':path': '/',
            ':authority': 'x.c',
            'x-api-key': 'abc12',
            cookie: 'session=s',
          });
          if (host.redis.pending.length > 0) host.redis.reply(undefined, allowed);
          expect(stream.upstream.headers).toBeDefined();
          stream.end();
          root.retire();
        } catch (error) {
          if (!(error instanceof ConfigureError)) throw error;
          const errors = error.lines.filter(({ level }) => level === 'error');
          expect(errors.length).toBeGreaterThan(0);
          for (const { text } of errors) expect(text).toMatch(/^[^;]+: .+; .+$/su);
        }
      }
      expect(plugin.keyFor()).toContain(':serving:');
    }),
);
