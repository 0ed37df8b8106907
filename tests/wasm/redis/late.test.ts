import { describe, expect, it } from 'vitest';
import { redis, withThreshold } from '../support/configurations.ts';
import { Plugin, respond } from '../support/plugin.ts';
import { allowed, denied, windowReply } from '../support/replies.ts';

const quota = withThreshold({ show_limit_quota_header: true });

describe('a reply for a stream that is gone', () => {
  it.each([
    ['allowed', allowed],
    ['denied', denied],
    ['NOSCRIPT', Buffer.from('-NOSCRIPT x\r\n')],
    ['NOAUTH', Buffer.from('-NOAUTH x\r\n')],
  ])('(%s) makes no hostcall at all', async (_kind, reply) => {
    const plugin = await Plugin.start(quota);
    plugin.request().end();
    plugin.host.take();
    plugin.host.redis.reply(undefined, reply);
    expect(plugin.host.take()).toEqual([]);
  });

  it('that was lost is told of all the same: clients that leave must not hide a Redis that is away', async () => {
    const plugin = await Plugin.start(quota);
    plugin.request().end();
    plugin.host.redis.fail();
    expect(plugin.logged).toEqual([expect.stringContaining('connection lost')]);
  });

  it('and five that were lost open the breaker, though no client waited long enough to see one fail', async () => {
    const plugin = await Plugin.start(quota);
    for (let i = 0; i < 5; i++) {
      plugin.request().end();
      plugin.host.redis.fail();
    }
    plugin.request();
    expect(plugin.host.redis.pending).toEqual([]);
  });
});

describe('an answer of another filter while the request waits', () => {
  it('passes at once, and the reply that comes later only makes sure that nobody waits', async () => {
    const plugin = await Plugin.start(quota);
    const stream = plugin.request();
    expect(respond(stream, { ':status': '401' })).toEqual({ ':status': '401' });
    plugin.host.take();
    plugin.host.redis.reply(undefined, denied);
    const made = plugin.host.take();
    expect(made, `hostcalls of the late reply: ${made.join('; ')}`).toEqual([]);
    expect(stream.localReply).toBeUndefined();
    stream.end();
  });
});

describe('replies out of order', () => {
  it('find their requests', async () => {
    const plugin = await Plugin.start(quota);
    const [first, second] = [plugin.request(), plugin.request()];
    const [one, two] = [...plugin.host.redis.pending];
    plugin.host.redis.reply(two, denied);
    expect([first.localReply?.status, second.localReply?.status]).toEqual([undefined, 429]);
    expect(first.upstream.headers).toBeUndefined();
    plugin.host.redis.reply(one, windowReply(10, 4, 60));
    expect(respond(first)['x-ratelimit-remaining']).toBe('6');
  });
});

describe('a token that was never ours, or is answered twice', () => {
  it('is ignored without a hostcall', async () => {
    const plugin = await Plugin.start(quota);
    const stream = plugin.request();
    const [call] = plugin.host.redis.pending;
    call!.deliver(4711, 0, denied);
    expect(stream.localReply).toBeUndefined();
    plugin.host.redis.reply(call, allowed);
    plugin.host.take();
    call!.deliver(call!.token, 0, denied);
    expect(plugin.host.take()).toEqual([]);
    expect(stream.localReply).toBeUndefined();
  });
});

describe('a client that goes away while the request waits', () => {
  it('leaves nothing to be done when the reply comes', async () => {
    const plugin = await Plugin.start(quota);
    const stream = plugin.request();
    stream.reset();
    stream.end();
    plugin.host.take();
    plugin.host.redis.reply(undefined, allowed);
    expect(plugin.host.take()).toEqual([]);
    expect(plugin.host.redis.pending).toEqual([]);
    expect(stream.upstream.headers).toBeUndefined();
  });

  it('is sent on by no reply that comes before its end, and that end has nothing to clear up', async () => {
    const plugin = await Plugin.start(quota);
    const stream = plugin.request();
    stream.reset();
    plugin.host.redis.reply(undefined, allowed);
    expect(stream.upstream.headers).toBeUndefined();
    plugin.host.take();
    stream.end();
    expect(plugin.host.take()).toEqual([]);
  });

  it('leaves no call that counts as on its way, and no memory', async () => {
    const few = { ...redis, max_in_flight: 2 };
    const plugin = await Plugin.start(withThreshold({ redis: few }), { counting: true, logLevel: 'off' });
    const bytes = Array.from({ length: 3 }, () => {
      for (let i = 0; i < 5_000; i++) {
        const stream = plugin.request();
        stream.reset();
        if (i % 2 === 0) stream.end();
        // A call that still counted would keep Redis from being asked.
        expect(plugin.host.redis.pending).toHaveLength(1);
        plugin.host.redis.reply(undefined, allowed);
        stream.end();
      }
      return plugin.host.memoryBytes();
    });
    expect(new Set(bytes.slice(1)).size, String(bytes)).toBe(1);
  });
});
