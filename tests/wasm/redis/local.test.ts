import { describe, expect, it } from 'vitest';
import { resp, type Stream } from '../host/index.ts';
import { cluster, limitBy, redis, withItems, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin, respond } from '../support/plugin.ts';
import { allowed } from '../support/replies.ts';
import { commands, names } from './outage.ts';

const local = (fields: Fields = {}): Fields => withThreshold({ on_redis_error: 'local', ...fields });
const perKey = withItems([limitBy('per_header', 'x-api-key', '*')], { on_redis_error: 'local' });
const KEY = 'higress-cluster-key-rate-limit:r:global_threshold:60';
const SLOT = 'higress-redis:local:';
const pong = resp.simple('PONG');

/** Takes Redis away: nothing can be sent, and what waits is lost. */
function takeAway(plugin: Plugin): void {
  plugin.host.clusters.takeDown(cluster);
}

function bringBack(plugin: Plugin): void {
  plugin.host.clusters.bringUp(cluster);
}

const isPassed = (stream: Stream): boolean => stream.upstream.headers !== undefined;

/** How many of so many requests pass. */
function passed(plugin: Plugin, requests: number, key?: string): number {
  let count = 0;
  for (let i = 0; i < requests; i++) {
    const stream = plugin.request(key === undefined ? {} : { headers: { 'x-api-key': key } });
    if (isPassed(stream)) count += 1;
    stream.end();
  }
  return count;
}

/** Lets one request through, so that the plugin knows that Redis answers. */
function serve(plugin: Plugin): void {
  plugin.answered(allowed).end();
}

const slotsOf = (plugin: Plugin): string[] =>
  plugin.host.sharedData.keys().filter((key) => key.startsWith(SLOT));
const handedBack = (plugin: Plugin) =>
  plugin.host.redis.pending
    .filter(({ command }) => command.length === 7)
    .map(({ command }) => command.slice(3));

describe('while Redis is away, policy local', () => {
  it('lets exactly N requests of a window pass', async () => {
    const plugin = await Plugin.start(local());
    takeAway(plugin);
    expect(passed(plugin, 25)).toBe(10);
  });

  it('holds for lost connections, an open breaker, a deadline and a full client alike', async () => {
    const lost = await Plugin.start(local());
    let count = 0;
    for (let i = 0; i < 25; i++) {
      const stream = lost.request();
      if (lost.host.redis.pending.length > 0) lost.host.redis.fail();
      if (isPassed(stream)) count += 1;
    }
    expect(count).toBe(10);

    const full = await Plugin.start(local({ redis: { ...redis, max_in_flight: 1 } }));
    full.request();
    expect(passed(full, 25)).toBe(10);

    const slow = await Plugin.start(local({ redis: { ...redis, deadline: '50ms' } }));
    const streams = Array.from({ length: 25 }, () => slow.request());
    slow.host.advance(75);
    expect(streams.filter(isPassed)).toHaveLength(10);
  });

  it('answers the rest as Redis would have', async () => {
    const plugin = await Plugin.start(local({ show_limit_quota_header: true, rejected_code: 430 }));
    takeAway(plugin);
    const streams = Array.from({ length: 11 }, () => plugin.request());
    expect(respond(streams[0]!)).toMatchObject({ 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '9' });
    expect(respond(streams[9]!)).toMatchObject({ 'x-ratelimit-remaining': '0' });
    plugin.host.advance(20_500);
    const { localReply } = plugin.request();
    expect(localReply?.status).toBe(430);
    expect(localReply?.headers.toObject()).toMatchObject({
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '40',
    });
  });

  it('begins a window with its first request and ends it by the clock', async () => {
    const plugin = await Plugin.start(local());
    takeAway(plugin);
    plugin.host.advance(12_345);
    expect(passed(plugin, 25)).toBe(10);
    plugin.host.advance(59_999);
    expect(passed(plugin, 25)).toBe(0);
    plugin.host.advance(1);
    expect(passed(plugin, 25)).toBe(10);
  });

  it('counts each key by itself', async () => {
    const plugin = await Plugin.start(perKey);
    takeAway(plugin);
    for (const key of ['alice', 'bob', 'carol']) expect(passed(plugin, 15, key)).toBe(10);
  });

  it.each([
    [1, 10],
    [0.5, 5],
    [0.25, 2],
    [0.001, 1],
    [0, 1],
  ])('with a local_share of %d lets %i of ten pass', async (local_share, expected) => {
    const plugin = await Plugin.start(local({ local_share }));
    takeAway(plugin);
    expect(passed(plugin, 25)).toBe(expected);
  });

  it('counts all workers of the gateway together', async () => {
    const one = await Plugin.start(local());
    const two = await Plugin.start(local(), { beside: one.host });
    takeAway(one);
    let count = 0;
    for (let i = 0; i < 25; i++) count += passed(i % 3 === 0 ? one : two, 1);
    expect(count).toBe(10);
  });

  it('goes on counting through a new configuration and a rebuilt module', async () => {
    const plugin = await Plugin.start(local());
    takeAway(plugin);
    expect(passed(plugin, 4)).toBe(4);
    plugin.root = plugin.host.reconfigure(plugin.root, local({ rejected_code: 430 }));
    expect(passed(plugin, 4)).toBe(4);
    [plugin.root] = plugin.host.rebuild() as [typeof plugin.root];
    expect(passed(plugin, 4)).toBe(2);
  });

  it('keeps keys of two Redis apart', async () => {
    const plugin = await Plugin.start(local());
    const other = await Plugin.start(local({ redis: { ...redis, database: 1 } }), { beside: plugin.host });
    takeAway(plugin);
    expect([passed(plugin, 25), passed(other, 25)]).toEqual([10, 10]);
  });

  it('knows what Redis counted before only from Redis: a window of its own begins', async () => {
    const plugin = await Plugin.start(local());
    for (let i = 0; i < 5; i++) serve(plugin);
    takeAway(plugin);
    expect(passed(plugin, 25)).toBe(10);
  });

  it('is not asked while Redis answers', async () => {
    const plugin = await Plugin.start(local());
    plugin.host.take();
    serve(plugin);
    expect(names(plugin)).toEqual(['redis_call', 'set_effective_context', 'get_buffer', 'continue_stream']);
    plugin.host.advance(5000);
    expect(slotsOf(plugin)).toEqual([]);
  });
});

describe('the shared data that counts lie in', () => {
  it('never has more than 1024 keys; past them requests pass uncounted', async () => {
    const plugin = await Plugin.start(perKey);
    takeAway(plugin);
    for (let i = 0; i < 5000; i++) plugin.request({ headers: { 'x-api-key': `key-${i}` } }).end();
    expect(slotsOf(plugin).length).toBeLessThanOrEqual(1024);
    expect(slotsOf(plugin).length).toBeGreaterThan(1000);
    const late = Array.from({ length: 50 }, (_, i) => passed(plugin, 15, `late-${i}`));
    expect(Math.max(...late)).toBe(15);
    // The places are free again when the windows have ended.
    plugin.host.advance(60_000);
    expect(passed(plugin, 15, 'late-0')).toBe(10);
  });

  it('holds a hash of a long value, so its size is bounded', async () => {
    const plugin = await Plugin.start(perKey);
    takeAway(plugin);
    expect(passed(plugin, 15, 'k'.repeat(100_000))).toBe(10);
    for (const key of slotsOf(plugin))
      expect(plugin.host.sharedData.get(key)!.value.length).toBeLessThan(200);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a byte too few', new Uint8Array(35).fill(1)],
    ['zeros', new Uint8Array(64)],
    ['bits that are all set', new Uint8Array(64).fill(0xff)],
    ['a text', Buffer.from('somebody else’s words, and more of them than a head has bytes')],
  ])('may be overwritten by other plugins (%s): requests are still counted', async (_what, garbage) => {
    const plugin = await Plugin.start(local());
    takeAway(plugin);
    for (let i = 0; i < 1024; i++) plugin.host.sharedData.set(`${SLOT}${i}`, garbage);
    expect(passed(plugin, 25)).toBe(10);
    bringBack(plugin);
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)).toEqual([[KEY, '10', '10', expect.stringMatching(/^(59|60)$/)]]);
  });

  it('may be written by another worker between our reading and writing: we count again', async () => {
    const plugin = await Plugin.start(local());
    takeAway(plugin);
    const { sharedData } = plugin.host;
    const set = sharedData.set.bind(sharedData);
    let races = 0;
    sharedData.set = (key, value, cas) => {
      const present = sharedData.get(key);
      // The other one counts the same request rate: its write comes first every other time.
      if (cas !== 0 && races++ % 2 === 0 && present !== undefined) set(key, present.value);
      return set(key, value, cas);
    };
    expect(passed(plugin, 25)).toBe(10);
    expect(races).toBeGreaterThan(15);
  });

  it('that never lets us write does not hold a request up: it passes after eight tries', async () => {
    const plugin = await Plugin.start(local());
    takeAway(plugin);
    let tries = 0;
    plugin.host.sharedData.set = () => {
      tries += 1;
      return 8;
    };
    expect(passed(plugin, 1)).toBe(1);
    expect(tries).toBe(8);
  });
});

describe('when Redis is back', () => {
  /** Four requests counted without Redis, which then returns. */
  async function counted(requests = 4, fields: Fields = {}): Promise<Plugin> {
    const plugin = await Plugin.start(local(fields));
    takeAway(plugin);
    passed(plugin, requests);
    bringBack(plugin);
    return plugin;
  }

  it('the count is handed to it: key, requests, limit, seconds left', async () => {
    const plugin = await counted();
    plugin.host.advance(19_500);
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)).toEqual([[KEY, '4', '10', '41']]);
    expect(plugin.host.redis.pending[0]!.command[0]).toBe('EVALSHA');
    plugin.host.redis.reply(undefined, resp.integer(4));
    plugin.host.advance(5000);
    expect(commands(plugin)).toEqual([]);
  });

  it('a lost connection proves nothing: only an answer does', async () => {
    const plugin = await counted();
    plugin.host.advance(3000);
    expect(commands(plugin)).toEqual([]);
  });

  it('an open breaker hands back after the PONG', async () => {
    const plugin = await Plugin.start(local());
    for (let i = 0; i < 5; i++) {
      plugin.request();
      plugin.host.redis.fail();
    }
    plugin.host.redis.model(([name]) => (name === 'PING' ? pong : undefined));
    plugin.host.advance(1000);
    expect(handedBack(plugin)).toEqual([[KEY, '5', '10', expect.any(String)]]);
  });

  it('what was rejected is not handed to it', async () => {
    const plugin = await counted(25);
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)[0]!.slice(1, 3)).toEqual(['10', '10']);
  });

  it('limit and share are told apart', async () => {
    const plugin = await counted(25, { local_share: 0.5 });
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)[0]!.slice(1, 3)).toEqual(['5', '10']);
  });

  it('a window that is over is not handed to it', async () => {
    const plugin = await counted();
    plugin.host.advance(60_000);
    serve(plugin);
    plugin.host.advance(1000);
    expect(commands(plugin)).toEqual([]);
    expect(plugin.root.tickPeriodMs).toBe(1000);
  });

  it('the script is sent whole if it is not known', async () => {
    const plugin = await counted();
    serve(plugin);
    plugin.host.advance(1000);
    plugin.host.redis.reply(undefined, resp.error('NOSCRIPT x'));
    expect(commands(plugin)).toEqual(['EVAL']);
    expect(handedBack(plugin)).toEqual([[KEY, '4', '10', '59']]);
    plugin.host.redis.reply(undefined, resp.integer(4));
    plugin.host.advance(5000);
    expect(commands(plugin)).toEqual([]);
  });

  it.each([
    ['is lost', undefined],
    ['is an error', resp.error('ERR x')],
    ['makes no sense', resp.ok()],
  ])('a count whose reply %s is put back and handed over again', async (_what, reply) => {
    const plugin = await counted();
    serve(plugin);
    plugin.host.advance(1000);
    if (reply === undefined) plugin.host.redis.fail();
    else plugin.host.redis.reply(undefined, reply);
    serve(plugin);
    plugin.host.advance(200);
    expect(handedBack(plugin)).toEqual([[KEY, '4', '10', expect.any(String)]]);
  });

  it('a count that could not even be sent is put back', async () => {
    const plugin = await counted();
    serve(plugin);
    takeAway(plugin);
    plugin.host.advance(1000);
    bringBack(plugin);
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)).toEqual([[KEY, '4', '10', expect.any(String)]]);
  });

  it('requests counted after it add to what is put back', async () => {
    const plugin = await counted();
    serve(plugin);
    plugin.host.advance(1000);
    const [call] = plugin.host.redis.pending;
    takeAway(plugin);
    expect(passed(plugin, 3)).toBe(3);
    plugin.host.redis.fail(call);
    bringBack(plugin);
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)[0]!.slice(1, 3)).toEqual(['7', '10']);
  });

  it('only one of the workers hands a count over', async () => {
    const one = await Plugin.start(local());
    const two = await Plugin.start(local(), { beside: one.host });
    takeAway(one);
    passed(one, 3);
    passed(two, 2);
    bringBack(one);
    serve(one);
    serve(two);
    one.host.advance(1000);
    two.host.advance(0);
    expect([...handedBack(one), ...handedBack(two)]).toEqual([[KEY, '5', '10', '60']]);
  });

  it('a worker that lost the race for a slot tries again', async () => {
    const plugin = await counted();
    serve(plugin);
    const { sharedData } = plugin.host;
    const set = sharedData.set.bind(sharedData);
    let races = 0;
    sharedData.set = (key, value, cas) => (races++ < 2 ? 8 : set(key, value, cas));
    plugin.host.advance(1000);
    expect(races).toBe(3);
    expect(handedBack(plugin)).toEqual([[KEY, '4', '10', '60']]);
  });

  it('and gone again, the window goes on: each outage does not begin it anew', async () => {
    const plugin = await counted(7);
    serve(plugin);
    plugin.host.advance(1000);
    plugin.host.redis.reply(undefined, resp.integer(8));
    takeAway(plugin);
    expect(passed(plugin, 25)).toBe(3);
    bringBack(plugin);
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)[0]!.slice(1, 3)).toEqual(['3', '10']);
  });

  it('what is left of a thousand keys follows with the next ticks, 64 at a time', async () => {
    const plugin = await Plugin.start(perKey);
    takeAway(plugin);
    for (let i = 0; i < 300; i++) plugin.request({ headers: { 'x-api-key': `key-${i}` } }).end();
    bringBack(plugin);
    plugin.answered(allowed, { headers: { 'x-api-key': 'other' } }).end();
    const keys = new Set<string>();
    for (let i = 0; i < 5; i++) {
      plugin.host.advance(100);
      const calls = [...plugin.host.redis.pending];
      expect(calls.length).toBeLessThanOrEqual(64);
      for (const call of calls) {
        keys.add(call.command[3]!);
        plugin.host.redis.reply(call, resp.integer(1));
      }
    }
    expect(keys.size).toBe(slotsOf(plugin).length);
    expect(keys.size).toBeGreaterThan(250);
  });

  it('what a configuration counted, the next one hands over', async () => {
    const plugin = await counted();
    plugin.root = plugin.host.reconfigure(plugin.root, local({ rejected_code: 430 }));
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)).toEqual([[KEY, '4', '10', '59']]);
  });

  it('the count of a key that another one follows in its place is not mistaken for it', async () => {
    const plugin = await counted();
    serve(plugin);
    plugin.host.advance(1000);
    const [call] = plugin.host.redis.pending;
    plugin.host.advance(60_000);
    takeAway(plugin);
    expect(passed(plugin, 2)).toBe(2);
    plugin.host.redis.fail(call);
    expect(passed(plugin, 25)).toBe(8);
  });
});
