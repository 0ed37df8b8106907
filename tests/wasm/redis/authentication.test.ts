import { describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { cluster, withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';

const configuration = withThreshold({ redis: { service_name: 'redis.dns', username: 'u', password: 'p' } });
const noAuth = resp.error('NOAUTH Authentication required.');
const said = `warn redis ${cluster}: authentication failed, check redis.username and redis.password: `;
const names = (plugin: Plugin) => plugin.host.take().map((line) => line.split(' ')[0]);

describe('a client that has lost its credentials', () => {
  it.each(['NOAUTH Authentication required.', 'ERR Protocol error: unauthenticated bulk length'])(
    'gets them again, and the command is sent once more: %s',
    async (error) => {
      const plugin = await Plugin.start(configuration);
      const stream = plugin.request();
      const first = plugin.host.redis.pending[0]!.command;
      names(plugin);
      plugin.host.redis.reply(undefined, resp.error(error));
      expect(names(plugin)).toEqual([
        'set_effective_context',
        'get_buffer',
        'get_time',
        'redis_init',
        'redis_call',
      ]);
      expect(plugin.host.redis.pending[0]!.command).toEqual(first);
      plugin.host.redis.reply(undefined, denied);
      expect(stream.localReply?.status).toBe(429);
      expect(plugin.logged).toEqual([]);
    },
  );

  it('is not set up again within a second: each time costs every plugin its connections', async () => {
    const plugin = await Plugin.start(configuration);
    plugin.answered(noAuth);
    plugin.host.redis.reply(undefined, noAuth);
    expect(plugin.host.counters.byName.redis_init).toBe(2);
    plugin.host.advance(999);
    expect(plugin.answered(noAuth).upstream.headers).toBeDefined();
    expect(plugin.host.counters.byName.redis_init).toBe(2);
    expect(plugin.logged).toEqual([`${said}NOAUTH Authentication required.`]);

    plugin.host.advance(1);
    const stream = plugin.answered(noAuth);
    expect(plugin.host.counters.byName.redis_init).toBe(3);
    plugin.host.redis.reply(undefined, allowed);
    expect(stream.upstream.headers).toBeDefined();
    expect(plugin.logged.at(-1)).toBe(`info redis ${cluster}: answers again`);
  });

  it('is set up once for all the requests it failed', async () => {
    const plugin = await Plugin.start({ ...configuration, on_redis_error: 'closed' });
    const streams = [plugin.request(), plugin.request(), plugin.request()];
    for (const call of [...plugin.host.redis.pending]) plugin.host.redis.reply(call, noAuth);
    expect(plugin.host.counters.byName.redis_init).toBe(2);
    for (const call of [...plugin.host.redis.pending]) plugin.host.redis.reply(call, allowed);
    for (const stream of streams) expect(stream.upstream.headers).toBeDefined();
    expect(plugin.logged).toEqual([]);
  });

  it('may not know the script either: both remedies serve one request, each once', async () => {
    const plugin = await Plugin.start(configuration);
    const stream = plugin.answered(noAuth);
    plugin.host.redis.reply(undefined, resp.error('NOSCRIPT x'));
    expect(plugin.host.redis.pending[0]!.command[0]).toBe('EVAL');
    plugin.host.redis.reply(undefined, noAuth);
    expect(plugin.host.redis.pending).toEqual([]);
    expect(stream.upstream.headers).toBeDefined();
    expect(plugin.host.counters.redisCommands).toBe(3);
  });

  it('is healed by the script that comes whole if the loss shows only then', async () => {
    const plugin = await Plugin.start(configuration);
    plugin.answered(resp.error('NOSCRIPT x'));
    plugin.host.redis.reply(undefined, noAuth);
    expect(plugin.host.redis.pending[0]!.command[0]).toBe('EVAL');
  });

  it('and whose set-up cuts connections survives on older gateways: what waited passes', async () => {
    const plugin = await Plugin.start(configuration, { redisReinit: 'always' });
    const [first, second] = [plugin.request(), plugin.request()];
    plugin.host.redis.reply(plugin.host.redis.pending[0], noAuth);
    expect(second.upstream.headers).toBeDefined();
    for (const call of [...plugin.host.redis.pending]) plugin.host.redis.reply(call, allowed);
    expect(first.upstream.headers).toBeDefined();
  });

  it('is left alone if the gateway no longer knows the service', async () => {
    const plugin = await Plugin.start(configuration);
    const stream = plugin.request();
    plugin.host.clusters.only();
    plugin.host.redis.reply(undefined, noAuth);
    expect(stream.upstream.headers).toBeDefined();
  });
});

it('without credentials there are none to be lost: nothing is set up again', async () => {
  const plugin = await Plugin.start(withThreshold());
  plugin.answered(noAuth);
  expect(plugin.host.counters.byName.redis_init).toBe(1);
  expect(plugin.logged).toEqual([`${said}NOAUTH Authentication required.`]);
});

it('a wrong password is not tried again', async () => {
  const plugin = await Plugin.start(configuration);
  plugin.answered(resp.error('WRONGPASS invalid username-password pair'));
  expect(plugin.host.counters.byName.redis_init).toBe(1);
  expect(plugin.logged).toEqual([`${said}WRONGPASS invalid username-password pair`]);
});
