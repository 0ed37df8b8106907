import { describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { cluster, redis, withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';
import { lose, names } from './outage.ts';

const defined = [
  'counter higress_redis_commands',
  'counter higress_redis_installations',
  'counter higress_redis_scripts_reloaded',
  'counter higress_redis_replies_abandoned',
  'gauge higress_redis_in_flight',
  'gauge higress_redis_breakers_open',
  'gauge higress_redis_rate_limits_not_enforced',
  'counter higress_redis_errors_unknown_cluster',
  'counter higress_redis_errors_no_host',
  'counter higress_redis_errors_breaker_open',
  'counter higress_redis_errors_too_many_in_flight',
  'counter higress_redis_errors_connection',
  'counter higress_redis_errors_deadline',
  'counter higress_redis_errors_noauth',
  'counter higress_redis_errors_wrongpass',
  'counter higress_redis_errors_noperm',
  'counter higress_redis_errors_loading',
  'counter higress_redis_errors_readonly',
  'counter higress_redis_errors_oom',
  'counter higress_redis_errors_error_reply',
  'counter higress_redis_errors_unexpected_reply',
  'histogram higress_redis_latency_microseconds',
];
const configuration = withThreshold();
const definitions = (plugin: Plugin): string[] =>
  plugin.host.calls.filter(({ name }) => name === 'define_metric').map(({ args }) => args.join(' '));

/** Value of a metric at the next flush. */
function valueOf(plugin: Plugin, name: string): number | undefined {
  plugin.host.advance(1000);
  return plugin.host.metrics.value(`higress_redis_${name}`);
}

describe('the metrics', () => {
  it('are these, each of its type, defined once however many configurations and roots there are', async () => {
    const plugin = await Plugin.start(configuration);
    plugin.host.start(withThreshold({ rule_name: 'other' }));
    plugin.root = plugin.host.reconfigure(plugin.root, withThreshold({ rule_name: 'next' }));
    expect(definitions(plugin)).toEqual(defined);
  });

  it('are none without a Redis, and the timer does not run', async () => {
    const plugin = await Plugin.start({});
    expect(definitions(plugin)).toEqual([]);
    expect(plugin.root.tickPeriodMs).toBe(0);
  });

  it('are told by the tick alone: between two of them nothing is sent', async () => {
    const plugin = await Plugin.start(configuration);
    for (let i = 0; i < 15; i++) plugin.answered(allowed).end();
    lose(plugin, 4);
    expect(names(plugin)).not.toContain('increment_metric');
    plugin.host.advance(1000);
    expect(names(plugin)).toContain('increment_metric');
  });

  it('are told only if they have changed', async () => {
    const plugin = await Plugin.start(configuration);
    plugin.host.advance(1000);
    plugin.answered(allowed).end();
    plugin.host.take();
    plugin.host.advance(1000);
    expect(plugin.host.take().filter((line) => line.startsWith('increment_metric'))).toEqual([
      'increment_metric higress_redis_commands 1',
    ]);
    plugin.host.advance(10_000);
    expect(new Set(names(plugin))).toEqual(new Set(['get_time']));
  });

  it('are told when a root goes, which takes itself out of the gauges', async () => {
    const plugin = await Plugin.start(configuration);
    const { metrics } = plugin.host;
    const stream = plugin.request();
    plugin.request().end();
    plugin.host.redis.fail();
    plugin.host.advance(1000);
    expect(metrics.value('higress_redis_in_flight')).toBe(1);
    expect(metrics.value('higress_redis_rate_limits_not_enforced')).toBe(1);
    plugin.root.retire();
    stream.end();
    for (const other of [...plugin.root.streams]) other.end();
    expect(plugin.root.state).toBe('deleted');
    expect(metrics.value('higress_redis_in_flight')).toBe(0);
    expect(metrics.value('higress_redis_rate_limits_not_enforced')).toBe(0);
  });

  it('of two workers add up', async () => {
    const one = await Plugin.start(configuration);
    const two = await Plugin.start(configuration, { beside: one.host });
    one.request();
    two.request();
    one.host.advance(1000);
    two.host.advance(0);
    expect(one.host.metrics.value('higress_redis_in_flight')).toBe(2);
    expect(one.host.metrics.value('higress_redis_commands')).toBe(2);
  });

  it('that a gateway refuses are done without', async () => {
    const plugin = await Plugin.start({});
    plugin.host.vm.metricIds.define = () => undefined;
    plugin.root = plugin.host.start(configuration);
    for (let i = 0; i < 20; i++) plugin.answered(allowed).end();
    plugin.host.take();
    plugin.host.advance(1000);
    expect(new Set(names(plugin))).toEqual(new Set(['get_time']));
  });
});

describe('the metric', () => {
  it('commands counts what was sent, whatever became of it', async () => {
    const plugin = await Plugin.start(configuration);
    plugin.answered(allowed);
    plugin.answered(denied);
    lose(plugin, 2);
    plugin.answered(resp.error('NOSCRIPT x'));
    expect(valueOf(plugin, 'commands')).toBe(6);
  });

  it('installations counts set-ups: the first, those after NOAUTH, those of a service that came late', async () => {
    const plugin = await Plugin.start(withThreshold({ redis: { ...redis, password: 'p' } }));
    expect(valueOf(plugin, 'installations')).toBe(1);
    plugin.answered(resp.error('NOAUTH x'));
    plugin.host.redis.reply(undefined, allowed);
    expect(valueOf(plugin, 'installations')).toBe(2);
    plugin.host.clusters.only();
    plugin.request();
    plugin.host.clusters.add(cluster);
    plugin.answered(allowed);
    expect(valueOf(plugin, 'installations')).toBe(3);
  });

  it('scripts_reloaded counts NOSCRIPT that was cured', async () => {
    const plugin = await Plugin.start(configuration);
    plugin.answered(resp.error('NOSCRIPT x'));
    plugin.host.redis.reply(undefined, resp.error('NOSCRIPT again'));
    expect(valueOf(plugin, 'scripts_reloaded')).toBe(1);
  });

  it('replies_abandoned counts what came for nobody', async () => {
    const plugin = await Plugin.start(configuration);
    plugin.request().end();
    plugin.request().end();
    plugin.host.redis.reply(undefined, allowed);
    plugin.host.redis.fail();
    expect(valueOf(plugin, 'replies_abandoned')).toBe(2);
    expect(valueOf(plugin, 'in_flight')).toBe(0);
  });

  it('in_flight goes up with each call and down with its end, and is 0 when all have ended', async () => {
    const plugin = await Plugin.start(withThreshold({ redis: { ...redis, deadline: '1h' } }));
    for (let i = 0; i < 3; i++) plugin.request();
    expect(valueOf(plugin, 'in_flight')).toBe(3);
    plugin.host.redis.reply(undefined, allowed);
    expect(valueOf(plugin, 'in_flight')).toBe(2);
    plugin.host.redis.failAll();
    expect(valueOf(plugin, 'in_flight')).toBe(0);
  });

  it('breakers_open is 1 from the opening to the PONG', async () => {
    const plugin = await Plugin.start(configuration);
    lose(plugin);
    expect(valueOf(plugin, 'breakers_open')).toBe(1);
    plugin.host.redis.model(() => resp.simple('PONG'));
    plugin.host.redis.failAll();
    expect(valueOf(plugin, 'breakers_open')).toBe(0);
  });

  it('rate_limits_not_enforced counts the rules of a Redis that does not serve', async () => {
    const rule = withThreshold({ rule_name: 'other', _match_route_: ['a'] });
    const plugin = await Plugin.start({ ...configuration, _rules_: [rule] });
    expect(valueOf(plugin, 'rate_limits_not_enforced')).toBe(0);
    lose(plugin, 1);
    expect(valueOf(plugin, 'rate_limits_not_enforced')).toBe(2);
    plugin.answered(resp.error('LOADING x'));
    expect(valueOf(plugin, 'rate_limits_not_enforced')).toBe(2);
    plugin.answered(allowed);
    expect(valueOf(plugin, 'rate_limits_not_enforced')).toBe(0);
  });

  it('latency_microseconds has every sixteenth command', async () => {
    const plugin = await Plugin.start(configuration);
    for (let i = 1; i <= 48; i++) {
      plugin.request();
      plugin.host.advance(i / 8);
      plugin.host.redis.reply(undefined, allowed);
    }
    expect(plugin.host.metrics.samples('higress_redis_latency_microseconds')).toEqual([2000, 4000, 6000]);
  });
});

describe('the errors', () => {
  type History = (plugin: Plugin) => void;
  const replied =
    (reply: Uint8Array): History =>
    (plugin) =>
      plugin.answered(reply);
  const wrong = (text: string): History => replied(resp.error(text));
  const histories: [name: string, history: History][] = [
    [
      'unknown_cluster',
      (plugin) => {
        plugin.host.clusters.only();
        plugin.request();
      },
    ],
    [
      'no_host',
      (plugin) => {
        plugin.host.clusters.takeDown(cluster);
        plugin.request();
      },
    ],
    [
      'too_many_in_flight',
      (plugin) => {
        plugin.request();
        plugin.request();
        plugin.request();
        plugin.host.redis.reply(undefined, allowed);
        plugin.host.redis.reply(undefined, allowed);
      },
    ],
    ['connection', (plugin) => lose(plugin, 1)],
    [
      'deadline',
      (plugin) => {
        plugin.request();
        plugin.host.advance(900);
      },
    ],
    ['wrongpass', wrong('WRONGPASS x')],
    ['noperm', wrong('NOPERM x')],
    ['loading', wrong('LOADING x')],
    ['readonly', wrong('READONLY x')],
    ['oom', wrong('OOM x')],
    ['error_reply', wrong('ERR x')],
    ['unexpected_reply', replied(resp.integer(1))],
    [
      'noauth',
      (plugin) => {
        plugin.answered(resp.error('NOAUTH x'));
        plugin.host.redis.reply(undefined, resp.error('NOAUTH x'));
      },
    ],
  ];
  const bounded = withThreshold({
    redis: { ...redis, password: 'p', deadline: '600ms', max_in_flight: 2 },
  });

  it.each(histories)('count %s, and nothing else', async (name, history) => {
    const plugin = await Plugin.start(bounded);
    history(plugin);
    plugin.host.advance(1000);
    const errors = defined.map((line) => line.split(' ')[1]!).filter((each) => each.includes('_errors_'));
    const counted = errors.filter((each) => plugin.host.metrics.value(each) !== 0);
    expect(counted).toEqual([`higress_redis_errors_${name}`]);
    expect(plugin.host.metrics.value(counted[0]!)).toBe(1);
  });

  it('count each request that an open breaker turned away', async () => {
    const plugin = await Plugin.start(configuration);
    lose(plugin);
    for (let i = 0; i < 7; i++) plugin.request();
    expect(valueOf(plugin, 'errors_breaker_open')).toBe(7);
    expect(valueOf(plugin, 'errors_connection')).toBe(5);
  });
});
