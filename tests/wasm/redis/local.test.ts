import { describe, expect, it } from 'vitest';
import { redis } from '../support/configurations.ts';
import { Plugin, respond } from '../support/plugin.ts';
import {
  bringBack,
  handedBack,
  isPassed,
  KEY,
  local,
  passed,
  perKey,
  serve,
  SLOT,
  slotsOf,
  takeAway,
} from './local-counting.ts';
import { names } from './outage.ts';

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

  it('has room for two thirds of them and hardly loses any', async () => {
    const plugin = await Plugin.start(perKey);
    takeAway(plugin);
    for (let i = 0; i < 680; i++) plugin.request({ headers: { 'x-api-key': `key-${i}` } }).end();
    expect(slotsOf(plugin).length).toBeGreaterThan(670);
  });

  it('lays keys elsewhere in each gateway, so that nobody can choose keys that share their places', async () => {
    const places = async (startMs: number): Promise<string> => {
      const plugin = await Plugin.start(perKey, { startMs });
      takeAway(plugin);
      for (let i = 0; i < 20; i++) passed(plugin, 1, `key-${i}`);
      return slotsOf(plugin).sort().join();
    };
    expect(await places(1_700_000_000_000)).not.toBe(await places(1_700_000_000_001));
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
    // One more leaves the seed of the places.
    expect(tries).toBe(9);
  });
});
