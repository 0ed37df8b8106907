import { describe, expect, it } from 'vitest';
import type { Stream } from '../host/index.ts';
import { withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';

function post(plugin: Plugin): Stream {
  const stream = plugin.root.stream();
  stream.requestHeaders({ ':method': 'POST', ':path': '/', ':authority': 'shop.example' });
  return stream;
}

describe('a body that arrives while Redis is asked', () => {
  it('waits at the gateway with its headers', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = post(plugin);
    expect(stream.requestBody('first ')).toBe('held');
    expect(stream.requestBody('last', { endOfStream: true })).toBe('held');
    expect(stream.upstream.headers).toBeUndefined();
    plugin.host.redis.reply(undefined, allowed);
    expect(stream.upstream.headers).toBeDefined();
    expect(stream.upstream.body).toBe('first last');
  });

  it('goes nowhere when the request is denied', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = post(plugin);
    stream.requestBody('all', { endOfStream: true });
    plugin.host.redis.reply(undefined, denied);
    expect(stream.upstream.headers).toBeUndefined();
    expect(stream.upstream.body).toBe('');
    expect(stream.localReply?.status).toBe(429);
  });

  it('of any size is no error', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = post(plugin);
    expect(stream.requestBody('x'.repeat(100_000), { endOfStream: true })).toBe('held');
    plugin.host.redis.reply(undefined, allowed);
    expect(stream.upstream.body).toHaveLength(100_000);
  });
});
