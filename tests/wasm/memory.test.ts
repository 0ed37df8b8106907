import { describe, expect, it } from 'vitest';
import { HeaderMap, resp, type Stream } from './host/index.ts';
import { cluster, limitBy, redis, withItems, withRules, withThreshold } from './support/configurations.ts';
import { Plugin } from './support/plugin.ts';
import { allowed, denied } from './support/replies.ts';

/** As many calls as there are streams, and a Redis that fails as often as a test likes. */
const unbounded = { ...redis, max_in_flight: 20_000, breaker: { failures: 0 } };
const configuration = withRules([
  withItems([limitBy('per_param', 'user', '*'), limitBy('per_header', 'x-api-key', 'regexp:^[a-z]+$')], {
    _match_route_: ['shop'],
    show_limit_quota_header: true,
    redis: unbounded,
  }),
]);
const properties = { route_name: 'shop' };
const requests = ['/', '/?user=a%20b', '/?user=%zz'].map((path) =>
  HeaderMap.from({ ':method': 'GET', ':path': path, ':authority': 'a.example', 'x-api-key': 'alice' }),
);
/** The heap grows by doubling: of streams that are lost, so many crowds are needed to fill what the first made it. */
const CROWDS = 6;
const noScript = resp.error('NOSCRIPT x');

function begin(plugin: Plugin, number = 0): Stream {
  const stream = plugin.root.stream({ properties });
  stream.requestHeaders(requests[number % requests.length]!, { endOfStream: true });
  return stream;
}

/** A few ways a request may go, one after the other. */
function serve(plugin: Plugin, number: number): void {
  const { redis } = plugin.host;
  const stream = begin(plugin, number);
  const way = number % 8;
  if (way === 6) redis.fail();
  else if (way === 5) redis.reply(undefined, denied);
  else {
    if (way === 4) redis.reply(undefined, noScript);
    redis.reply(undefined, allowed);
    stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
  }
  stream.end();
}

/** Bytes of memory after `rounds` of `act`, the first of which may grow it. */
function sizes(plugin: Plugin, rounds: number, act: (round: number) => void): number[] {
  return Array.from({ length: rounds }, (_, round) => {
    act(round);
    return plugin.host.memoryBytes();
  });
}

function expectEqual(bytes: readonly number[]): void {
  expect(new Set(bytes).size, `bytes of memory after each round: ${bytes.join(', ')}`).toBe(1);
}

const expectFlat = (bytes: readonly number[]): void => expectEqual(bytes.slice(1));

describe('memory is flat', () => {
  it('over 30 000 requests, which is enough to see a leak of a few bytes', async () => {
    const plugin = await Plugin.start(configuration, { counting: true, logLevel: 'off' });
    const bytes = sizes(plugin, 3, () => {
      for (let number = 0; number < 10_000; number++) serve(plugin, number);
    });
    expectEqual(bytes);
  });

  it(
    'over a million requests that pass, are denied, fail or need the script',
    { timeout: 120_000 },
    async () => {
      const plugin = await Plugin.start(configuration, { counting: true, logLevel: 'off' });
      const bytes = sizes(plugin, 10, () => {
        for (let number = 0; number < 100_000; number++) serve(plugin, number);
      });
      expect(plugin.host.counters.redisCommands).toBe(1_125_000);
      expectEqual(bytes);
    },
  );

  it('over 10 000 streams at once, time and again', { timeout: 60_000 }, async () => {
    const plugin = await Plugin.start(configuration, { counting: true });
    const bytes = sizes(plugin, CROWDS, () => {
      const streams = Array.from({ length: 10_000 }, (_, number) => begin(plugin, number));
      expect(plugin.host.redis.pending).toHaveLength(10_000);
      for (const call of [...plugin.host.redis.pending]) plugin.host.redis.reply(call, allowed);
      for (const stream of streams) stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
      for (const stream of streams) stream.end();
    });
    expectFlat(bytes);
  });

  it(
    'over 10 000 streams that end while they wait, whose replies come afterwards',
    { timeout: 60_000 },
    async () => {
      const plugin = await Plugin.start(configuration, { counting: true });
      const bytes = sizes(plugin, CROWDS, () => {
        const streams = Array.from({ length: 10_000 }, (_, number) => begin(plugin, number));
        for (const stream of streams) stream.end();
        for (const call of [...plugin.host.redis.pending]) plugin.host.redis.reply(call, allowed);
      });
      expectFlat(bytes);
    },
  );

  it('over a thousand reconfigurations, each with a stream in flight', { timeout: 60_000 }, async () => {
    const plugin = await Plugin.start(configuration, { counting: true });
    const bytes = sizes(plugin, 11, () => {
      for (let i = 0; i < 100; i++) {
        const stream = begin(plugin);
        plugin.root = plugin.host.reconfigure(plugin.root, configuration);
        plugin.host.redis.reply(undefined, allowed);
        stream.end();
      }
    });
    expectFlat(bytes);
  });

  it('over a thousand configurations that are refused', { timeout: 60_000 }, async () => {
    const plugin = await Plugin.start(configuration, { counting: true });
    const { root } = plugin;
    const refused = withThreshold({ rule_name: '', redis: { service_name: 7.5 }, x: 'y'.repeat(10_000) });
    const text = Buffer.from(JSON.stringify(refused));
    Object.assign(root, { configuration: text, isConfiguring: true });
    const bytes = sizes(plugin, 11, () => {
      for (let i = 0; i < 100; i++) {
        expect(root.vm.enter(root, 'proxy_on_configure', root.id, text.length)).toBe(0);
      }
    });
    expectFlat(bytes);
  });

  it('over a thousand reconfigurations that each see a long header and a long parameter', async () => {
    const plugin = await Plugin.start(configuration, { counting: true });
    // What a client sent must not stay with the configuration it was sent under.
    const headers = { ':path': `/?user=${'u'.repeat(50_000)}`, 'x-api-key': 'k'.repeat(50_000) };
    const bytes = sizes(plugin, 11, () => {
      for (let i = 0; i < 100; i++) {
        plugin.request({ headers, properties }).end();
        plugin.host.redis.reply(undefined, allowed);
        plugin.root = plugin.host.reconfigure(plugin.root, configuration);
      }
    });
    expectFlat(bytes);
  });

  it('over 100 000 changes of a Redis that comes and goes', { timeout: 60_000 }, async () => {
    const plugin = await Plugin.start(configuration, { counting: true });
    const { redis } = plugin.host;
    const bytes = sizes(plugin, 11, () => {
      for (let i = 0; i < 5_000; i++) {
        for (const reply of [resp.error('LOADING wait'), allowed]) {
          const stream = begin(plugin);
          redis.reply(undefined, reply);
          stream.end();
        }
      }
    });
    expectFlat(bytes);
  });

  it('over 100 000 requests while a breaker opens and closes', { timeout: 60_000 }, async () => {
    const { breaker: _breaker, ...shared } = unbounded;
    const plugin = await Plugin.start(withThreshold({ redis: shared }), { counting: true, logLevel: 'off' });
    const { redis } = plugin.host;
    const bytes = sizes(plugin, 10, (round) => {
      for (let i = 0; i < 1000; i++) {
        const isUp = (i + round) % 2 === 0;
        for (let n = 0; n < 10; n++) {
          const stream = begin(plugin);
          if (redis.pending.length > 0) {
            if (isUp) redis.reply(undefined, allowed);
            else redis.failAll();
          }
          stream.end();
        }
        if (redis.pending.length === 0) plugin.host.advance(25);
        if (redis.pending.length > 0) redis.reply(undefined, resp.simple('PONG'));
      }
    });
    expect(plugin.host.metrics.value('higress_redis_errors_breaker_open')).toBeGreaterThan(10_000);
    expectFlat(bytes);
  });

  it('over 100 000 calls that end at their deadline', { timeout: 60_000 }, async () => {
    const late = { ...unbounded, deadline: '20ms' };
    const plugin = await Plugin.start(withThreshold({ redis: late }), { counting: true, logLevel: 'off' });
    const { redis } = plugin.host;
    const bytes = sizes(plugin, 10, () => {
      for (let i = 0; i < 100; i++) {
        const streams = Array.from({ length: 100 }, () => begin(plugin));
        plugin.host.advance(30);
        for (const stream of streams) stream.end();
        for (const call of [...redis.pending]) redis.reply(call, allowed);
      }
    });
    expect(plugin.host.metrics.value('higress_redis_errors_deadline')).toBe(100_000);
    expectFlat(bytes);
  });

  it(
    'over 100 000 requests that are counted without Redis and handed back',
    { timeout: 60_000 },
    async () => {
      const item = limitBy('per_header', 'x-api-key', '*');
      const plugin = await Plugin.start(withItems([item], { on_redis_error: 'local', redis: unbounded }), {
        counting: true,
        logLevel: 'off',
      });
      const { clusters, redis } = plugin.host;
      const bytes = sizes(plugin, 11, () => {
        for (let i = 0; i < 100; i++) {
          clusters.takeDown(cluster);
          for (let n = 0; n < 100; n++) plugin.request({ headers: { 'x-api-key': `key-${n}` } }).end();
          clusters.bringUp(cluster);
          plugin.answered(allowed, { headers: { 'x-api-key': 'other' } }).end();
          plugin.host.advance(1000);
          for (const call of [...redis.pending]) redis.reply(call, resp.integer(1));
        }
      });
      expect(plugin.host.counters.redisCommands).toBeGreaterThan(1100);
      expectFlat(bytes);
    },
  );

  it('after a value of a megabyte', async () => {
    const plugin = await Plugin.start(configuration, { counting: true });
    const path = `/?user=${'v'.repeat(1 << 20)}`;
    const bytes = sizes(plugin, 5, () => {
      const stream = plugin.root.stream({ properties });
      stream.requestHeaders({ ':path': path }, { endOfStream: true });
      plugin.host.redis.reply(undefined, allowed);
      stream.end();
    });
    expectFlat(bytes);
  });
});
