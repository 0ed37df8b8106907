import { describe, expect, it } from 'vitest';
import { ScriptedHost } from '../host/index.ts';
import { cluster, withThreshold } from '../support/configurations.ts';
import { pluginModule } from '../support/module.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed } from '../support/replies.ts';

const noSuchService =
  `redis ${cluster}: the gateway has no such service; check redis.service_name and redis.service_port against the ` +
  'McpBridge entry (port 80 by convention for .static)';

describe('a service the gateway does not know yet', () => {
  it('is no reason to refuse the configuration, and is tried again by the requests', async () => {
    const host = await ScriptedHost.load(await pluginModule());
    host.clusters.only();
    const root = host.start(withThreshold());
    host.take();

    const early = root.stream();
    expect(early.requestHeaders({ ':path': '/' }, { endOfStream: true })).toBe('continue');
    expect(host.take().map((line) => line.split(' ')[0])).toEqual(['redis_init']);

    host.clusters.add(cluster);
    const late = root.stream();
    late.requestHeaders({ ':path': '/' }, { endOfStream: true });
    expect(host.take().map((line) => line.split(' ')[0])).toEqual(['redis_init', 'redis_call']);
    host.redis.reply(undefined, allowed);
    host.take();

    root.stream().requestHeaders({ ':path': '/' }, { endOfStream: true });
    expect(host.take().map((line) => line.split(' ')[0])).toEqual(['redis_call']);
    expect(host.logs.map(({ text }) => text)).toEqual([noSuchService, `redis ${cluster}: answers again`]);
  });
});

describe('a service that the gateway loses', () => {
  it('lets requests pass, says so once, and is set up anew when it is back', async () => {
    const plugin = await Plugin.start(withThreshold());
    plugin.answered(allowed);
    plugin.host.clusters.only();
    for (let i = 0; i < 3; i++) expect(plugin.request().upstream.headers).toBeDefined();
    expect(plugin.logged).toEqual([`warn ${noSuchService}`]);

    plugin.host.clusters.add(cluster);
    plugin.host.take();
    plugin.answered(allowed);
    expect(
      plugin.host
        .take()
        .map((line) => line.split(' ')[0])
        .slice(0, 2),
    ).toEqual(['redis_init', 'redis_call']);
    expect(plugin.logged.at(-1)).toBe(`info redis ${cluster}: answers again`);
  });
});

describe('a service without a healthy endpoint', () => {
  it('lets requests pass, says so once, and needs no new set-up', async () => {
    const plugin = await Plugin.start(withThreshold());
    plugin.host.clusters.takeDown(cluster);
    for (let i = 0; i < 3; i++) expect(plugin.request().upstream.headers).toBeDefined();
    expect(plugin.logged).toEqual([`warn redis ${cluster}: the service has no healthy endpoint`]);
    plugin.host.clusters.bringUp(cluster);
    plugin.host.take();
    plugin.answered(allowed);
    expect(plugin.host.take()[0]).toMatch(/^redis_call /);
    expect(plugin.logged.at(-1)).toBe(`info redis ${cluster}: answers again`);
  });
});

describe('a lost connection', () => {
  it('lets everything that waited pass, tries nothing again, and says so once', async () => {
    const plugin = await Plugin.start(withThreshold());
    const streams = [plugin.request(), plugin.request(), plugin.request()];
    plugin.host.redis.failAll();
    for (const stream of streams) expect(stream.upstream.headers).toBeDefined();
    expect(plugin.host.counters.redisCommands).toBe(3);
    expect(plugin.logged).toEqual([`warn redis ${cluster}: connection lost, or no reply within 1000 ms`]);
  });

  it('and its return are one line each, however often it flaps', async () => {
    const plugin = await Plugin.start(withThreshold());
    for (let i = 0; i < 3; i++) {
      plugin.request();
      plugin.host.redis.fail();
      plugin.request();
      plugin.host.redis.fail();
      plugin.answered(allowed);
      plugin.answered(allowed);
    }
    expect(plugin.logged.map((line) => line.split(': ')[1]!.slice(0, 10))).toEqual([
      ...['connection', 'answers ag'],
      ...['connection', 'answers ag'],
      ...['connection', 'answers ag'],
    ]);
  });
});

it('a Redis that always answered is never mentioned', async () => {
  const plugin = await Plugin.start(withThreshold());
  plugin.answered(allowed);
  expect(plugin.logged).toEqual([]);
});
