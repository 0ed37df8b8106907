import { describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { redis, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';
import { isPassed, local, passed, takeAway } from './local-counting.ts';
import { commands, open } from './outage.ts';

const HOUR_MS = 3_600_000;
const jumps = [
  ['back', -HOUR_MS],
  ['forward', HOUR_MS],
] as const;
const policies = [
  ['open', undefined],
  ['closed', 503],
] as const;
const cases = jumps.flatMap((jump) => policies.map((policy) => [...jump, ...policy] as const));
const pong = resp.simple('PONG');
/** A pause between two probes, with its jitter and a tick. */
const LONGEST_PAUSE_MS = 500 * 1.25 + 25;
/** A deadline and two of its ticks. */
const LATEST_MS = 75;

const within = (fields: Fields = {}): Fields =>
  withThreshold({ redis: { ...redis, deadline: '50ms' }, ...fields });

function expectServed(plugin: Plugin): void {
  const stream = plugin.request();
  expect(commands(plugin)).toEqual(['EVALSHA']);
  plugin.host.redis.reply(undefined, denied);
  expect(stream.localReply?.status).toBe(429);
}

describe.each(jumps)('an open breaker, with the clock set %s by an hour,', (_direction, byMs) => {
  it('asks again within its longest pause, and closes', async () => {
    const plugin = await open(withThreshold());
    plugin.host.setClock(byMs);
    plugin.host.advance(LONGEST_PAUSE_MS);
    expect(commands(plugin)).toEqual(['PING']);
    plugin.host.redis.reply(undefined, pong);
    expectServed(plugin);
  });

  it('also when its pauses have grown', async () => {
    const plugin = await open(withThreshold());
    for (let i = 0; i < 6; i++) {
      plugin.host.advance(LONGEST_PAUSE_MS);
      plugin.host.redis.fail();
    }
    plugin.host.setClock(byMs);
    plugin.host.advance(LONGEST_PAUSE_MS);
    expect(commands(plugin)).toEqual(['PING']);
  });

  it('asks again after a PING that was under way and is lost', async () => {
    const plugin = await open(withThreshold());
    plugin.host.advance(LONGEST_PAUSE_MS);
    expect(commands(plugin)).toEqual(['PING']);
    plugin.host.setClock(byMs);
    plugin.host.advance(LONGEST_PAUSE_MS);
    plugin.host.redis.failAll();
    expect(commands(plugin)).toEqual([]);
    plugin.host.advance(LONGEST_PAUSE_MS);
    expect(commands(plugin)).toEqual(['PING']);
  });
});

it('no latency of ages is recorded for calls over which the clock was set back', async () => {
  const plugin = await Plugin.start(withThreshold());
  for (let i = 0; i < 32; i++) {
    const stream = plugin.request();
    plugin.host.clock.advance(2);
    if (i < 16) plugin.host.setClock(-HOUR_MS);
    plugin.host.redis.reply(undefined, allowed);
    stream.end();
  }
  expect(plugin.host.metrics.samples('higress_redis_latency_microseconds')).toEqual([2000]);
});

describe.each(cases)(
  'a call with a deadline, over which the clock is set %s (%i ms), under policy %s',
  (direction, byMs, on_redis_error, status) => {
    const configuration = within({ on_redis_error });

    /** A call whose deadline runs. */
    const begin = async () => {
      const plugin = await Plugin.start(configuration);
      const stream = plugin.request();
      plugin.host.advance(30);
      plugin.host.setClock(byMs);
      return { plugin, stream };
    };

    it('ends with its reply, if that comes first', async () => {
      const { plugin, stream } = await begin();
      plugin.host.redis.reply(undefined, denied);
      expect(stream.localReply?.status).toBe(429);
      plugin.host.advance(1000);
      expect(stream.localReply?.status).toBe(429);
    });

    it('ends at the latest with the gateway’s failure, once', async () => {
      const { plugin, stream } = await begin();
      plugin.host.advance(1000);
      plugin.host.redis.fail();
      expect(stream.localReply?.status).toBe(status);
      expect(isPassed(stream)).toBe(status === undefined);
      plugin.host.advance(1000);
      expect(plugin.host.metrics.value('higress_redis_in_flight')).toBe(0);
    });

    it('leaves calls that are made after its end their own deadline', async () => {
      const { plugin } = await begin();
      plugin.host.redis.fail();
      const stream = plugin.request();
      plugin.host.advance(49);
      expect([isPassed(stream), stream.localReply]).toEqual([false, undefined]);
      plugin.host.advance(LATEST_MS - 49);
      expect(stream.localReply?.status).toBe(status);
      expect(isPassed(stream)).toBe(status === undefined);
      expect(plugin.host.metrics.value('higress_redis_errors_deadline')).toBe(1);
    });

    it(`${direction === 'forward' ? 'is late at the next tick' : 'is never ended before its time'}`, async () => {
      const { plugin, stream } = await begin();
      plugin.host.advance(direction === 'forward' ? 13 : 19);
      expect(isPassed(stream) || stream.localReply !== undefined).toBe(direction === 'forward');
    });
  },
);

describe.each(jumps)('limits under policy local, with the clock set %s by an hour,', (_direction, byMs) => {
  it('begin a new window, and keep to its limit and end', async () => {
    const plugin = await Plugin.start(local());
    takeAway(plugin);
    expect(passed(plugin, 25)).toBe(10);
    plugin.host.setClock(byMs);
    expect(passed(plugin, 25)).toBe(10);
    plugin.host.advance(59_999);
    expect(passed(plugin, 25)).toBe(0);
    plugin.host.advance(1);
    expect(passed(plugin, 25)).toBe(10);
  });
});
