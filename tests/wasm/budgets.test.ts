import { describe, expect, it } from 'vitest';
import type { Configuration } from './host/root.ts';
import { limitBy, withItems, withRules, withThreshold, type Fields } from './support/configurations.ts';
import { pluginModule } from './support/module.ts';
import { Plugin, respond, type Request } from './support/plugin.ts';
import { allowed, denied } from './support/replies.ts';

const MAX_MODULE_BYTES = 73_728;
const MAX_HOSTCALLS = 12;
const MAX_REDIS_BYTES = 200;

const byKey = [limitBy('header', 'x-api-key', 'alice')];
const asAlice: Request = { headers: { 'x-api-key': 'alice' }, properties: { route_name: 'shop' } };
const shop = { _match_route_: ['shop'] };
const quota = { show_limit_quota_header: true };

/** Names of the hostcalls of one request from its headers to its end. */
async function hostcalls(configuration: Configuration, reply: Uint8Array | undefined, request = asAlice) {
  const plugin = await Plugin.start(configuration);
  const stream = plugin.request(request);
  if (reply !== undefined) plugin.host.redis.reply(undefined, reply);
  respond(stream);
  stream.end();
  const lines = plugin.host.take();
  expect(lines.length).toBeLessThanOrEqual(MAX_HOSTCALLS);
  return lines.map((line) => line.split(' ')[0]!);
}

const answered = ['redis_call', 'set_effective_context', 'get_buffer'];
const quotaHeaders = ['replace_header', 'replace_header'];

describe('the hostcalls of an allowed request', () => {
  it.each<[kind: string, configuration: Configuration, expected: string[]]>([
    ['a global threshold', withThreshold(), [...answered, 'continue_stream']],
    ['by a header', withItems(byKey), ['get_header', ...answered, 'continue_stream']],
    [
      'quota headers',
      withItems(byKey, quota),
      ['get_header', ...answered, 'continue_stream', ...quotaHeaders],
    ],
    [
      'by the peer',
      withItems([limitBy('per_ip', 'from-remote-addr', '0.0.0.0/0')]),
      ['get_property', ...answered, 'continue_stream'],
    ],
    [
      'rules and quota headers',
      withRules([withItems(byKey, { ...quota, ...shop })]),
      ['get_property', 'get_header', ...answered, 'continue_stream', ...quotaHeaders],
    ],
    [
      'rules of all kinds, two headers and quota headers',
      withRules([
        withThreshold({ _match_domain_: ['other'] }),
        withThreshold({ _match_route_: ['shop'], _match_service_: ['other'] }),
        withItems([limitBy('cookie', 'a', 'b'), ...byKey], { ...quota, ...shop }),
      ]),
      [
        ...['get_header', 'get_property', 'get_property', 'get_header', 'get_header'],
        ...[...answered, 'continue_stream', ...quotaHeaders],
      ],
    ],
  ])('%s', async (_kind, configuration, expected) => {
    const properties = {
      ...asAlice.properties,
      'source.address': '10.0.0.1:80',
      cluster_name: 'outbound|80||x.dns',
    };
    const made = await hostcalls(configuration, allowed, { ...asAlice, properties });
    expect(made, `the request made ${made.join(', ')}`).toEqual(expected);
  });
});

describe('the hostcalls of a denied request', () => {
  it.each<[kind: string, configuration: Configuration, expected: string[]]>([
    ['a global threshold', withThreshold(), [...answered, 'send_local_response']],
    [
      'by a header, quota headers',
      withItems(byKey, quota),
      ['get_header', ...answered, 'send_local_response'],
    ],
    [
      'rules',
      withRules([withItems(byKey, shop)]),
      ['get_property', 'get_header', ...answered, 'send_local_response'],
    ],
  ])('%s', async (_kind, configuration, expected) => {
    expect(await hostcalls(configuration, denied)).toEqual(expected);
  });
});

describe('the hostcalls of a request nothing is for', () => {
  it.each<[kind: string, configuration: Configuration, expected: string[]]>([
    ['no configuration', {}, []],
    ['no item', withItems([limitBy('header', 'x-api-key', 'bob')], quota), ['get_header']],
    ['no rule', withRules([withItems(byKey, { _match_route_: ['other'] })]), ['get_property']],
    ['a rule that switches off', withRules([shop], withThreshold()), ['get_property']],
  ])('%s', async (_kind, configuration, expected) => {
    expect(await hostcalls(configuration, undefined)).toEqual(expected);
  });
});

describe('Redis', () => {
  const cases: [kind: string, configuration: Fields, reply: Uint8Array | undefined, commands: number][] = [
    ['allowed', withItems(byKey), allowed, 1],
    ['denied', withItems(byKey), denied, 1],
    ['nothing is for it', withItems([limitBy('header', 'x-api-key', 'bob')]), undefined, 0],
  ];

  it.each(cases)(
    'a request that is %s costs so many commands',
    async (_kind, configuration, reply, commands) => {
      const plugin = await Plugin.start(configuration);
      const stream = plugin.request(asAlice);
      if (reply) plugin.host.redis.reply(undefined, reply);
      respond(stream);
      stream.end();
      expect(plugin.host.counters.redisCommands).toBe(commands);
    },
  );

  it('a command with a key of usual length stays in its bytes', async () => {
    const item = limitBy('per_consumer', '', '*');
    const plugin = await Plugin.start(withItems([item], { rule_name: 'default_rule' }));
    plugin.request({ headers: { 'x-mse-consumer': 'consumer-0042' } });
    expect(plugin.host.counters.redisBytesSent).toBeLessThanOrEqual(MAX_REDIS_BYTES);
  });
});

describe('the module', () => {
  it('is small', async () => {
    expect((await pluginModule()).length).toBeLessThanOrEqual(MAX_MODULE_BYTES);
  });

  it('imports only the hostcalls it uses, exports only what the gateway calls', async () => {
    const module = new WebAssembly.Module((await pluginModule()) as BufferSource);
    const names = (list: { name: string; module?: string }[]) => list.map(({ name }) => name).sort();
    expect([...new Set(WebAssembly.Module.imports(module).map((each) => each.module))]).toEqual(['env']);
    expect(names(WebAssembly.Module.imports(module))).toEqual([
      'proxy_continue_stream',
      'proxy_define_metric',
      'proxy_get_buffer_bytes',
      'proxy_get_current_time_nanoseconds',
      'proxy_get_header_map_pairs',
      'proxy_get_header_map_value',
      'proxy_get_log_level',
      'proxy_get_property',
      'proxy_get_shared_data',
      'proxy_increment_metric',
      'proxy_log',
      'proxy_record_metric',
      'proxy_redis_call',
      'proxy_redis_init',
      'proxy_replace_header_map_value',
      'proxy_send_local_response',
      'proxy_set_effective_context',
      'proxy_set_shared_data',
      'proxy_set_tick_period_milliseconds',
    ]);
    expect(names(WebAssembly.Module.exports(module))).toEqual([
      '_initialize',
      'malloc',
      'memory',
      'proxy_abi_version_0_2_100',
      'proxy_on_configure',
      'proxy_on_context_create',
      'proxy_on_delete',
      'proxy_on_redis_call_response',
      'proxy_on_request_headers',
      'proxy_on_response_headers',
      'proxy_on_tick',
    ]);
  });

  it('costs as many entries as the road has stations', async () => {
    const plugin = await Plugin.start(withThreshold());
    plugin.host.counters.reset();
    const stream = plugin.answered(allowed);
    respond(stream);
    stream.end();
    // Created, request headers, reply, response headers, deleted.
    expect(plugin.host.counters.entries).toBe(5);
  });
});
