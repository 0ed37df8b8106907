import { describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';

const noScript = resp.error('NOSCRIPT No matching script. Please use EVAL.');

describe('a server that does not know the script', () => {
  it('gets it whole, once, with the same key and arguments', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = plugin.request();
    const first = plugin.host.redis.pending[0]!.command;
    plugin.host.redis.reply(undefined, noScript);
    const second = plugin.host.redis.pending[0]!.command;
    expect([first[0], second[0]]).toEqual(['EVALSHA', 'EVAL']);
    expect(second.slice(2)).toEqual(first.slice(2));
    expect(stream.upstream.headers).toBeUndefined();
    plugin.host.redis.reply(undefined, allowed);
    expect(stream.upstream.headers).toBeDefined();
    expect(plugin.logged).toEqual([]);
  });

  it('may still deny', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = plugin.answered(noScript);
    plugin.host.redis.reply(undefined, denied);
    expect(stream.localReply?.status).toBe(429);
  });

  it('that says so again is not asked a third time: the request passes', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = plugin.answered(noScript);
    plugin.host.redis.reply(undefined, noScript);
    expect(plugin.host.redis.pending).toEqual([]);
    expect(stream.upstream.headers).toBeDefined();
    expect(plugin.logged).toEqual([
      'warn redis outbound|6379||redis.dns: error reply: NOSCRIPT No matching script. Please use EVAL.',
    ]);
  });

  it('does not make the next request send it: EVALSHA comes first each time', async () => {
    const plugin = await Plugin.start(withThreshold());
    plugin.answered(noScript);
    plugin.host.redis.reply(undefined, allowed);
    plugin.request();
    expect(plugin.host.redis.pending[0]!.command[0]).toBe('EVALSHA');
  });

  it('and is lost before the whole script arrives lets the request pass', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = plugin.answered(noScript);
    plugin.host.redis.fail();
    expect(stream.upstream.headers).toBeDefined();
    expect(plugin.host.redis.pending).toEqual([]);
  });

  it('and can not be reached any more lets the request pass', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = plugin.request();
    plugin.host.clusters.takeDown('outbound|6379||redis.dns');
    plugin.host.redis.reply(undefined, noScript);
    expect(stream.upstream.headers).toBeDefined();
  });
});
