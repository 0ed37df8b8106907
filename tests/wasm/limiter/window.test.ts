import { describe, expect, it } from 'vitest';
import { limitBy, withItems, withThreshold } from '../support/configurations.ts';
import { FixedWindows } from '../support/fixed-windows.ts';
import { Plugin, type Request } from '../support/plugin.ts';

async function startWithRedis(configuration: object): Promise<Plugin> {
  const plugin = await Plugin.start(configuration);
  plugin.host.redis.model(new FixedWindows(() => plugin.host.clock.ms).answer);
  return plugin;
}

/** Sends `count` requests one after the other; how many reached the origin. */
function passed(plugin: Plugin, count: number, request?: Request): number {
  const streams = Array.from({ length: count }, () => plugin.request(request));
  return streams.filter(({ upstream }) => upstream.headers !== undefined).length;
}

describe('of a limit of ten requests a minute', () => {
  it('exactly ten pass, and ten more when the window is over', async () => {
    const plugin = await startWithRedis(withThreshold());
    expect(passed(plugin, 25)).toBe(10);
    plugin.host.advance(59_999);
    expect(passed(plugin, 5)).toBe(0);
    plugin.host.advance(1);
    expect(passed(plugin, 25)).toBe(10);
  });

  it('a rejected client is told when to come back, and then may', async () => {
    const plugin = await startWithRedis(withThreshold());
    passed(plugin, 10);
    plugin.host.advance(20_000);
    const seconds = Number(plugin.request().localReply?.headers.get('x-ratelimit-reset'));
    expect(seconds).toBe(40);
    plugin.host.advance(seconds * 1000);
    expect(passed(plugin, 1)).toBe(1);
  });

  it('each value has its own', async () => {
    const plugin = await startWithRedis(withItems([limitBy('per_header', 'x-api-key', '*')]));
    for (const key of ['a', 'b', '']) expect(passed(plugin, 12, { headers: { 'x-api-key': key } })).toBe(10);
  });

  it('two gateways on one Redis share it', async () => {
    const [one, two] = [await startWithRedis(withThreshold()), await Plugin.start(withThreshold())];
    const redis = new FixedWindows(() => one.host.clock.ms);
    one.host.redis.model(redis.answer);
    two.host.redis.model(redis.answer);
    expect(passed(one, 7) + passed(two, 7)).toBe(10);
  });

  it('a new configuration of the same name goes on counting', async () => {
    const plugin = await startWithRedis(withThreshold());
    expect(passed(plugin, 6)).toBe(6);
    plugin.root = plugin.host.reconfigure(plugin.root, withThreshold({ rejected_code: 403 }));
    expect(passed(plugin, 6)).toBe(4);
  });
});

it('requests that wait for one reply each are counted one by one', async () => {
  const plugin = await Plugin.start(withThreshold());
  const redis = new FixedWindows(() => plugin.host.clock.ms);
  const streams = Array.from({ length: 25 }, () => plugin.request());
  for (const call of [...plugin.host.redis.pending]) {
    plugin.host.redis.reply(call, redis.answer(call.command, call)!);
  }
  expect(streams.filter(({ upstream }) => upstream.headers !== undefined)).toHaveLength(10);
});
