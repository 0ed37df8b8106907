import { describe, expect, it } from 'vitest';
import { resp, type Stream } from '../host/index.ts';
import { cluster, redis, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { denied } from '../support/replies.ts';
import { commands, names } from './outage.ts';

const within = (deadline: string, fields: Fields = {}, more: Fields = {}): Fields =>
  withThreshold({ redis: { ...redis, deadline, ...more }, ...fields });
const late = `warn redis ${cluster}: no reply within redis.deadline, 50 ms`;

/** Milliseconds until `stream` goes on. */
function wait(plugin: Plugin, stream: Stream, atMost = 500): number {
  for (let ms = 0; ms <= atMost; ms += 1) {
    if (stream.upstream.headers !== undefined || stream.localReply !== undefined) return ms;
    plugin.host.advance(1);
  }
  return Infinity;
}

describe('a deadline of 50 ms', () => {
  it('ends a late call between 50 and 75 ms, whenever it was made', async () => {
    const plugin = await Plugin.start(within('50ms', {}, { breaker: { failures: 0 } }));
    for (let pauseMs = 0; pauseMs < 40; pauseMs++) {
      plugin.host.advance(pauseMs);
      const ms = wait(plugin, plugin.request());
      expect(ms).toBeGreaterThanOrEqual(50);
      expect(ms).toBeLessThanOrEqual(75);
    }
  });

  it('holds from the first request on, at any time after the start', async () => {
    for (const sinceStart of [0, 10, 500, 980, 999]) {
      const plugin = await Plugin.start(within('50ms'));
      plugin.host.advance(sinceStart);
      const ms = wait(plugin, plugin.request());
      expect(ms).toBeGreaterThanOrEqual(50);
      expect(ms).toBeLessThanOrEqual(75);
    }
  });

  it('is not cut short when the worker was held up and ticks late', async () => {
    const plugin = await Plugin.start(within('50ms'));
    plugin.host.advance(100);
    // The clock has gone on while nothing ran; events of sockets come before timers.
    plugin.host.clock.advance(400);
    const stream = plugin.request();
    plugin.host.advance(0);
    expect(stream.upstream.headers).toBeUndefined();
    plugin.host.redis.reply(undefined, denied);
    expect(stream.localReply?.status).toBe(429);
    expect(plugin.logged).toEqual([]);
  });

  it.each([
    ['open', undefined],
    ['closed', 503],
  ] as const)('ends it as policy %s says', async (policy, status) => {
    const plugin = await Plugin.start(within('50ms', { on_redis_error: policy }));
    const stream = plugin.request();
    plugin.host.advance(75);
    expect(stream.localReply?.status).toBe(status);
    expect(stream.upstream.headers === undefined).toBe(status !== undefined);
    expect(plugin.logged).toEqual([late]);
  });

  it('lets a reply in time be', async () => {
    const plugin = await Plugin.start(within('50ms'));
    const stream = plugin.request();
    plugin.host.advance(49);
    plugin.host.redis.reply(undefined, denied);
    expect(stream.localReply?.status).toBe(429);
    plugin.host.advance(1000);
    expect(plugin.logged).toEqual([]);
  });

  it('ignores the reply that comes after it, without a hostcall', async () => {
    const plugin = await Plugin.start(within('50ms'));
    const stream = plugin.request();
    plugin.host.advance(75);
    plugin.host.take();
    plugin.host.redis.reply(undefined, denied);
    expect(plugin.host.take()).toEqual([]);
    expect(stream.localReply).toBeUndefined();
  });

  it('does not touch the connection, nor calls that still have time', async () => {
    const plugin = await Plugin.start(within('50ms'));
    const inits = plugin.host.counters.byName.redis_init;
    const first = plugin.request();
    plugin.host.advance(40);
    const second = plugin.request();
    plugin.host.advance(35);
    expect(first.upstream.headers).toBeDefined();
    expect(second.upstream.headers).toBeUndefined();
    expect(plugin.host.redis.pending).toHaveLength(2);
    plugin.host.redis.reply(plugin.host.redis.pending[1], denied);
    expect(second.localReply?.status).toBe(429);
    expect(plugin.host.counters.byName.redis_init).toBe(inits);
  });

  it('ends calls in the order in which they were made', async () => {
    const plugin = await Plugin.start(within('50ms', {}, { breaker: { failures: 0 } }));
    const streams: Stream[] = [];
    const ended: number[] = [];
    for (let ms = 0; ms < 160; ms++) {
      if (ms % 10 === 0 && ms < 80) streams.push(plugin.request());
      plugin.host.advance(1);
      streams.forEach((stream, index) => {
        if (stream.upstream.headers !== undefined && !ended.includes(index)) ended.push(index);
      });
    }
    expect(ended).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(plugin.logged).toEqual([late]);
  });

  it('ends the call of a stream that is gone: nobody hears, its place is free, and the log tells of it', async () => {
    const plugin = await Plugin.start(within('50ms', {}, { max_in_flight: 1 }));
    plugin.request().end();
    plugin.host.advance(75);
    expect(plugin.host.metrics.value('higress_redis_in_flight')).toBe(0);
    plugin.request();
    expect(plugin.host.redis.pending).toHaveLength(2);
    expect(plugin.logged).toEqual([late]);
  });

  it('counts as failure: the breaker opens', async () => {
    const plugin = await Plugin.start(within('50ms'));
    for (let i = 0; i < 5; i++) wait(plugin, plugin.request());
    plugin.host.take();
    expect(plugin.request().upstream.headers).toBeDefined();
    expect(names(plugin)).toEqual([]);
  });

  it('holds for the PING of an open breaker too, which is then sent again', async () => {
    const plugin = await Plugin.start(within('50ms'));
    for (let i = 0; i < 5; i++) wait(plugin, plugin.request());
    const pings = () => commands(plugin).filter((name) => name === 'PING').length;
    for (let ms = 0; ms < 1000 && pings() < 3; ms++) plugin.host.advance(1);
    expect(pings()).toBe(3);
    plugin.host.redis.reply(plugin.host.redis.pending.at(-1), resp.simple('PONG'));
    plugin.request();
    expect(commands(plugin).at(-1)).toBe('EVALSHA');
  });

  it('is over with the connection, if that is lost first', async () => {
    const plugin = await Plugin.start(within('50ms'));
    plugin.request();
    plugin.host.redis.failAll();
    plugin.host.advance(200);
    expect(plugin.logged).toEqual([`warn redis ${cluster}: connection lost, or no reply within 1000 ms`]);
  });

  it('begins anew with the command that is sent in the first one’s place', async () => {
    const plugin = await Plugin.start(within('50ms'));
    const stream = plugin.request();
    plugin.host.advance(40);
    plugin.host.redis.reply(undefined, resp.error('NOSCRIPT x'));
    expect(wait(plugin, stream)).toBeGreaterThanOrEqual(50);
  });
});

it('without one a call waits half as long again as the timeout, though the gateway may still try to connect', async () => {
  const plugin = await Plugin.start(withThreshold());
  const stream = plugin.request();
  plugin.host.advance(1499);
  expect(stream.upstream.headers).toBeUndefined();
  plugin.host.advance(501);
  expect(stream.upstream.headers).toBeDefined();
});

it('a deadline of an hour costs no more than the slowest tick', async () => {
  const plugin = await Plugin.start(within('1h'));
  plugin.request();
  plugin.host.advance(5000);
  expect(plugin.root.tickPeriodMs).toBe(250);
});
