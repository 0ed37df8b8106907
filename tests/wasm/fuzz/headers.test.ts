import { expect, it } from 'vitest';
import { limitBy, redis, withItems, withRules } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';
import { fuzzPlan, inBatches } from './plan.ts';
import type { Random } from './random.ts';

/** One request in three fails here, and each is to be asked for. */
const steady = { ...redis, breaker: { failures: 0 } };
const configuration = withRules([
  withItems(
    [
      limitBy('header', 'x-api-key', 'alice'),
      limitBy('per_header', 'x-tenant', 'regexp:^(?i)(a|b)+c?$', 'regexp:\\d{2,5}'),
      limitBy('param', 'user', 'alice'),
      limitBy('per_param', 'q', '*'),
      limitBy('cookie', 'session', 's1'),
      limitBy('per_cookie', 'track', 'regexp:^.+$'),
      limitBy('consumer', '', 'bob'),
      limitBy('per_ip', 'from-header-x-forwarded-for', '10.0.0.0/8', '2001:db8::/32'),
      limitBy('per_ip', 'from-remote-addr', '192.168.0.0/16'),
      limitBy('per_consumer', '', '*'),
    ],
    { _match_domain_: ['*.example', 'shop*', '[::1]'], redis: steady },
  ),
  withItems([limitBy('per_header', 'x-api-key', '*')], {
    _match_route_prefix_: ['s'],
    _match_domain_: [],
    redis: steady,
  }),
]);
const expectedKey =
  /^higress-cluster-key-rate-limit:r:limit_by_(per_)?(header|param|cookie|consumer|ip):60:[a-z-]+:/;

const words: Record<string, string[]> = {
  'x-api-key': ['alice', 'bob', ' ', ''],
  'x-tenant': ['a', 'B', 'c', '12345', 'é', '\u{1f511}'],
  'x-mse-consumer': ['bob', 'alice', 'consumer'],
  cookie: ['session', 'track', '=', '; ', ';', 's1', '"', ' ', 'x=y'],
  'x-forwarded-for': [
    '10.0.0.1',
    '::1',
    '2001:db8::',
    '[',
    ']',
    ':',
    '.',
    ',',
    ' ',
    '::ffff:',
    '255',
    ':80',
    '%eth0',
  ],
  ':path': ['/', '?', 'user=', 'alice', '&', 'q=', '=', '%', '%61', '%zz', '+', ';', '#', '%00', 'é'],
  ':authority': ['shop', '.example', ':', '80', '[', ']', '::1', 'SHOP', '.'],
};
const addresses = [
  '192.168.0.1:1',
  '[::1]:80',
  '192.168.0.1',
  '',
  '[',
  ':',
  '::ffff:192.168.1.1',
  '1.2.3.4:',
];

function headers(random: Random): [string, Buffer][] {
  return Object.entries(words)
    .filter(() => random.chance(0.7))
    .map(([name, parts]) => [
      name,
      random.chance(0.02) ? random.bytes(random.length(70_000)) : random.mixture(parts, 12),
    ]);
}

const { cases, random } = fuzzPlan('headers', 0.4);

it(
  'no header makes the limiter trap, make an unknown hostcall or decide against Redis',
  { timeout: 300_000 },
  () =>
    inBatches(cases, async (size) => {
      const plugin = await Plugin.start(configuration);
      const { redis: server } = plugin.host;
      plugin.host.allow(
        ...([
          'get_header',
          'get_header_pairs',
          'get_property',
          'redis_call',
          'set_effective_context',
          'get_buffer',
        ] as const),
        ...(['continue_stream', 'send_local_response', 'log', 'get_time', 'record_metric'] as const),
      );
      for (let i = 0; i < size; i++) {
        const route = random.pick(['shop', 'other', '']);
        const stream = plugin.root.stream({
          properties: { route_name: route, 'source.address': random.pick(addresses) },
        });
        stream.requestHeaders(headers(random), { endOfStream: true });
        const [call] = server.pending;
        let isDenied = false;
        if (call !== undefined) {
          expect(call.command).toHaveLength(6);
          expect(call.command[3]).toMatch(expectedKey);
          expect(call.query.length).toBeLessThan(1400);
          const way = random.below(3);
          isDenied = way === 0;
          if (way === 2) server.fail(call);
          else server.reply(call, isDenied ? denied : allowed);
        }
        expect(stream.localReply?.status).toBe(isDenied ? 429 : undefined);
        expect(stream.upstream.headers === undefined).toBe(isDenied);
        stream.end();
      }
    }),
);
