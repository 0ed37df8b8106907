import { describe, expect, it } from 'vitest';
import { cluster, redis, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';
import { names } from './outage.ts';

const atMost = (max_in_flight: number, fields: Fields = {}): Fields =>
  withThreshold({ redis: { ...redis, max_in_flight }, ...fields });
const reached = `warn redis ${cluster}: redis.max_in_flight is reached: further requests do not wait for it`;

describe('max_in_flight', () => {
  it.each([
    // The clock is read for the line in the log, which is written once.
    ['open', ['get_time'], undefined],
    ['closed', ['get_time', 'send_local_response'], 503],
  ] as const)(
    'reached under policy %s: a further request has its answer at once',
    async (policy, calls, status) => {
      const plugin = await Plugin.start(atMost(3, { on_redis_error: policy }), { logLevel: 'error' });
      const waiting = [plugin.request(), plugin.request(), plugin.request()];
      plugin.host.take();
      const fourth = plugin.request();
      expect(names(plugin)).toEqual(calls);
      expect(fourth.localReply?.status).toBe(status);
      expect(plugin.host.redis.pending).toHaveLength(3);
      plugin.host.redis.reply(undefined, denied);
      expect(waiting[0]!.localReply?.status).toBe(429);
    },
  );

  it('makes room with each reply, whether anybody still waits for it or not', async () => {
    const plugin = await Plugin.start(atMost(2));
    plugin.request().end();
    plugin.request();
    plugin.request();
    expect(plugin.host.redis.pending).toHaveLength(2);
    for (let i = 0; i < 2; i++) plugin.host.redis.reply(undefined, allowed);
    for (let i = 0; i < 3; i++) plugin.request();
    const { pending } = plugin.host.redis;
    expect(pending, 'calls of three requests where two have room').toHaveLength(2);
  });

  it('makes room with a lost connection', async () => {
    const plugin = await Plugin.start(atMost(2));
    plugin.request();
    plugin.request();
    plugin.host.redis.failAll();
    plugin.request();
    expect(plugin.host.redis.pending).toHaveLength(1);
  });

  it.each([1, 2, 10])('of %i is told once, and again after half of it was free', async (limit) => {
    const plugin = await Plugin.start(atMost(limit));
    const fill = () => {
      for (let i = 0; i < limit + 5; i++) plugin.request();
    };
    fill();
    fill();
    expect(plugin.logged).toEqual([reached]);
    while (plugin.host.redis.pending.length > 0) plugin.host.redis.reply(undefined, allowed);
    fill();
    expect(plugin.logged).toEqual([reached, reached]);
  });

  it('does not count as a failure: what waits is answered, and nothing else is said', async () => {
    const plugin = await Plugin.start(atMost(1));
    const first = plugin.request();
    for (let i = 0; i < 100; i++) plugin.request();
    plugin.host.redis.reply(undefined, denied);
    expect(first.localReply?.status).toBe(429);
    plugin.request();
    expect(plugin.host.redis.pending).toHaveLength(1);
    expect(plugin.logged).toEqual([reached]);
  });

  it('is 1024 unless it is written', async () => {
    const plugin = await Plugin.start(withThreshold());
    for (let i = 0; i < 1030; i++) plugin.request();
    expect(plugin.host.redis.pending).toHaveLength(1024);
  });
});
