import { describe, expect, it } from 'vitest';
import { resp, type Stream } from '../host/index.ts';
import { cluster, redis, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed } from '../support/replies.ts';
import { commands, names, open } from './outage.ts';

const configuration = withThreshold();
const withBreaker = (breaker: Fields, fields: Fields = {}): Fields =>
  withThreshold({ redis: { ...redis, breaker }, ...fields });
const lost = `warn redis ${cluster}: connection lost, or no reply within 1000 ms`;
const opened = `warn redis ${cluster}: is not asked any more until it answers a PING`;
const closed = `info redis ${cluster}: answers again`;
const pong = resp.simple('PONG');

/** A request whose call fails by itself. */
function fail(plugin: Plugin): Stream {
  const stream = plugin.request();
  plugin.host.redis.fail();
  return stream;
}

/** Moves the clock until a PING is on its way; the milliseconds that took. */
function untilPing(plugin: Plugin, atMost = 3000): number {
  for (let ms = 0; ms <= atMost; ms += 5) {
    if (commands(plugin).includes('PING')) return ms;
    plugin.host.advance(5);
  }
  throw new Error(`no PING in ${atMost} ms`);
}

describe('a breaker', () => {
  it('stays closed for four failures in a row, and opens with the fifth', async () => {
    const plugin = await Plugin.start(configuration);
    for (let i = 0; i < 4; i++) fail(plugin);
    plugin.request();
    expect(commands(plugin)).toEqual(['EVALSHA']);
    plugin.host.redis.fail();
    plugin.request();
    expect(commands(plugin)).toEqual([]);
    expect(plugin.logged).toEqual([lost, opened]);
  });

  it('starts anew with an answer in between, also if that is an error of one command', async () => {
    for (const answer of [allowed, resp.error('NOPERM x'), resp.error('ERR x')]) {
      const plugin = await Plugin.start(configuration);
      for (let i = 0; i < 4; i++) fail(plugin);
      plugin.answered(answer);
      for (let i = 0; i < 4; i++) fail(plugin);
      plugin.request();
      expect(commands(plugin)).toEqual(['EVALSHA']);
    }
  });

  it('does not open for one lost connection, however many calls are lost with it', async () => {
    const plugin = await Plugin.start(configuration);
    for (let i = 0; i < 100; i++) plugin.request();
    plugin.host.redis.failAll();
    plugin.request();
    expect(commands(plugin)).toEqual(['EVALSHA']);
    plugin.host.redis.fail();
    plugin.request();
    expect(commands(plugin)).toEqual([]);
    expect(plugin.logged).toEqual([lost, opened]);
  });

  it('opens for a server that fails half of the time', async () => {
    const plugin = await Plugin.start(withBreaker({ failures: 1000 }));
    for (let i = 0; i < 9; i++) {
      fail(plugin);
      plugin.answered(allowed);
    }
    fail(plugin);
    plugin.request();
    expect(commands(plugin)).toEqual(['EVALSHA']);
    plugin.host.redis.fail();
    plugin.request();
    expect(commands(plugin)).toEqual([]);
  });

  it.each<[settings: Fields, failures: number]>([
    [{ failures: 1 }, 1],
    [{ failures: 3 }, 3],
    [{ failures: '7' }, 7],
  ])('%j obeys its settings', async (settings, failures) => {
    const plugin = await Plugin.start(withBreaker(settings));
    for (let i = 0; i < failures; i++) {
      expect(commands(plugin)).toEqual([]);
      fail(plugin);
    }
    plugin.request();
    expect(commands(plugin)).toEqual([]);
    expect(plugin.logged.at(-1)).toBe(opened);
  });

  it('with failures: 0 never opens', async () => {
    const plugin = await Plugin.start(withBreaker({ failures: 0 }));
    for (let i = 0; i < 100; i++) fail(plugin);
    plugin.request();
    expect(commands(plugin)).toEqual(['EVALSHA']);
    expect(plugin.logged).toEqual([lost]);
  });

  it.each(['LOADING Redis is loading', 'WRONGPASS no', 'NOAUTH Authentication required.'])(
    'opens for -%s, which is said to everybody',
    async (error) => {
      const plugin = await Plugin.start(configuration);
      for (let i = 0; i < 6; i++) {
        plugin.request();
        while (plugin.host.redis.pending.length > 0) plugin.host.redis.reply(undefined, resp.error(error));
      }
      plugin.request();
      expect(commands(plugin)).toEqual([]);
    },
  );

  it.each(['NOPERM x', 'OOM x', 'READONLY x', 'ERR x'])(
    'does not open for -%s, which costs no time',
    async (error) => {
      const plugin = await Plugin.start(configuration);
      for (let i = 0; i < 30; i++) plugin.answered(resp.error(error));
      plugin.request();
      expect(commands(plugin)).toEqual(['EVALSHA']);
    },
  );
});

describe('while a breaker is open', () => {
  it.each([
    ['open', [], undefined],
    ['closed', ['send_local_response'], 503],
  ] as const)('a request under policy %s makes these hostcalls alone', async (policy, hostcalls, status) => {
    const plugin = await open(withThreshold({ on_redis_error: policy }));
    plugin.host.take();
    for (let i = 0; i < 100; i++) {
      const stream = plugin.request();
      const made = names(plugin);
      expect(made, `a request made ${made.join(', ')}`).toEqual(hostcalls);
      expect(stream.localReply?.status).toBe(status);
      stream.end();
    }
    expect(names(plugin)).toEqual([]);
    expect(plugin.host.redis.pending).toEqual([]);
  });

  it('a tick sends a PING, one at a time, and no request does', async () => {
    const plugin = await open(configuration);
    untilPing(plugin);
    for (let i = 0; i < 40; i++) {
      plugin.host.advance(25);
      plugin.request().end();
      expect(commands(plugin)).toEqual(['PING']);
    }
  });

  it('the answer PONG closes it, and the very next request is counted', async () => {
    const plugin = await open(configuration);
    untilPing(plugin);
    plugin.host.redis.reply(undefined, pong);
    expect(plugin.logged, `after PONG the last line is "${plugin.logged.at(-1)}"`).toEqual([
      lost,
      opened,
      closed,
    ]);
    const stream = plugin.request();
    expect(commands(plugin), 'commands of the request after PONG').toEqual(['EVALSHA']);
    expect(stream.upstream.headers).toBeUndefined();
    plugin.host.redis.reply(undefined, allowed);
    plugin.host.advance(5000);
    expect(commands(plugin)).toEqual([]);
    expect(plugin.logged).toEqual([lost, opened, closed]);
  });

  it.each([
    ['an error', resp.error('ERR x')],
    ['-LOADING', resp.error('LOADING x')],
    ['-MISCONF', resp.error('MISCONF x')],
    ['-WRONGPASS', resp.error('WRONGPASS x')],
    ['a number', resp.integer(1)],
    ['a lost connection', undefined],
  ])('%s in answer to PING leaves it open', async (_what, reply) => {
    const plugin = await open(configuration);
    untilPing(plugin);
    if (reply === undefined) plugin.host.redis.fail();
    else plugin.host.redis.reply(undefined, reply);
    plugin.request();
    expect(commands(plugin)).toEqual([]);
    untilPing(plugin);
    plugin.host.redis.reply(undefined, pong);
    plugin.request();
    expect(commands(plugin)).toEqual(['EVALSHA']);
  });

  it('NOPERM closes it: a server that serves says so to a user who may not run PING', async () => {
    const plugin = await open(configuration);
    untilPing(plugin);
    plugin.host.redis.reply(
      undefined,
      resp.error("NOPERM User u has no permissions to run the 'ping' command"),
    );
    plugin.request();
    expect(commands(plugin)).toEqual(['EVALSHA']);
    expect(plugin.logged).toEqual([lost, opened, closed]);
    plugin.host.advance(1000);
    expect(plugin.host.metrics.value('higress_redis_errors_noperm')).toBe(0);
  });

  it('NOAUTH in answer to PING has the credentials installed again, once a second at most', async () => {
    const plugin = await open(withThreshold({ redis: { ...redis, password: 'p' } }));
    const before = plugin.host.counters.byName.redis_init ?? 0;
    const endMs = plugin.host.clock.ms + 3000;
    while (plugin.host.clock.ms < endMs) {
      untilPing(plugin);
      plugin.host.redis.reply(undefined, resp.error('NOAUTH Authentication required.'));
    }
    const inits = plugin.host.counters.byName.redis_init! - before;
    expect(inits).toBeGreaterThanOrEqual(3);
    expect(inits).toBeLessThanOrEqual(4);
    untilPing(plugin);
    plugin.host.redis.reply(undefined, pong);
    plugin.request();
    expect(commands(plugin)).toEqual(['EVALSHA']);
  });

  it('pauses begin at a tenth of a second and double up to a quarter of `open`, a quarter more or less', async () => {
    const plugin = await open(withBreaker({ open: '4s' }));
    for (const middle of [100, 200, 400, 800, 1000, 1000]) {
      const pause = untilPing(plugin);
      // The timer comes every 25 ms, and this test looks every 5.
      expect(pause).toBeGreaterThanOrEqual(middle * 0.75);
      expect(pause).toBeLessThanOrEqual(middle * 1.25 + 30);
      plugin.host.redis.fail();
    }
  });

  it('a Redis that comes back at any moment is asked again within a second', async () => {
    for (let downMs = 0; downMs < 4000; downMs += 450) {
      const plugin = await open(configuration);
      for (let ms = 0; ms < downMs; ms += 5) {
        plugin.host.advance(5);
        plugin.host.redis.failAll();
      }
      plugin.host.redis.model(([name]) => (name === 'PING' ? pong : allowed));
      plugin.host.advance(1000);
      plugin.host.take();
      plugin.request();
      expect(names(plugin)).toContain('redis_call');
    }
  });

  it('a service that vanishes is looked for again, without a command', async () => {
    const plugin = await open(configuration);
    plugin.host.clusters.only();
    plugin.host.advance(3000);
    expect(commands(plugin)).toEqual([]);
    plugin.host.clusters.add(cluster);
    untilPing(plugin);
    plugin.host.redis.reply(undefined, pong);
    plugin.request();
    expect(commands(plugin)).toEqual(['EVALSHA']);
  });

  it('the ends of calls that were under way change nothing', async () => {
    const plugin = await Plugin.start(configuration);
    const early = [plugin.request(), plugin.request()];
    const [one, two] = [...plugin.host.redis.pending];
    for (let i = 0; i < 5; i++) {
      plugin.request();
      plugin.host.redis.fail(plugin.host.redis.pending.at(-1));
    }
    plugin.host.redis.reply(one, allowed);
    plugin.host.redis.fail(two);
    for (const stream of early) expect(stream.upstream.headers).toBeDefined();
    plugin.request();
    expect(commands(plugin)).toEqual([]);
    expect(plugin.logged).toEqual([lost, opened]);
  });
});

describe('roots side by side', () => {
  it('have a breaker each, though they use the same Redis', async () => {
    const plugin = await open(configuration);
    plugin.root = plugin.host.start(withThreshold({ rule_name: 'other' }));
    plugin.request();
    expect(commands(plugin)).toEqual(['EVALSHA']);
  });

  it('and with the same Redis twice in one configuration share it', async () => {
    const rule = withThreshold({ rule_name: 'other', _match_route_: ['a'] });
    const plugin = await open({ ...configuration, _rules_: [rule] });
    plugin.request({ properties: { route_name: 'a' } });
    expect(commands(plugin)).toEqual([]);
  });

  it('one that is replaced while its breaker is open leaves no tick, no PING and no count behind', async () => {
    const plugin = await open(configuration);
    const { metrics } = plugin.host;
    plugin.host.advance(25);
    expect(metrics.value('higress_redis_breakers_open')).toBe(1);
    const old = plugin.root;
    plugin.root = plugin.host.reconfigure(old, withThreshold({ rule_name: 'next' }));
    expect(old.state).toBe('deleted');
    expect(metrics.value('higress_redis_breakers_open')).toBe(0);
    expect(metrics.value('higress_redis_rate_limits_not_enforced')).toBe(0);
    plugin.host.redis.failAll();
    plugin.host.take();
    plugin.host.advance(10_000);
    expect(names(plugin)).not.toContain('redis_call');
    expect(plugin.root.tickPeriodMs).toBe(250);
  });

  it('one that still drains goes on looking, until its last stream has ended', async () => {
    const plugin = await Plugin.start(configuration);
    const stream = plugin.request();
    const waiting = plugin.host.redis.pending[0]!;
    for (let i = 0; i < 5; i++) {
      plugin.request().end();
      plugin.host.redis.reply(plugin.host.redis.pending.at(-1), allowed);
    }
    plugin.host.redis.reply(waiting, allowed);
    for (let i = 0; i < 5; i++) fail(plugin).end();
    const old = plugin.root;
    plugin.root = plugin.host.reconfigure(old, withThreshold({ rule_name: 'next' }));
    untilPing(plugin);
    stream.end();
    for (const other of [...old.streams]) other.end();
    expect(old.state).toBe('deleted');
    plugin.host.redis.failAll();
    plugin.host.advance(5000);
    expect(commands(plugin)).toEqual([]);
  });
});

describe('the log', () => {
  it('has one line for each change, however often requests come', async () => {
    const plugin = await open(configuration);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 50; i++) plugin.request().end();
      untilPing(plugin);
      plugin.host.redis.fail();
    }
    untilPing(plugin);
    plugin.host.redis.reply(undefined, pong);
    for (let i = 0; i < 5; i++) fail(plugin);
    expect(plugin.logged).toEqual([lost, opened, closed, lost, opened]);
  });
});
