import { describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { limitBy, redis, withItems, withRules, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed } from '../support/replies.ts';
import {
  bringBack,
  handedBack,
  isPassed,
  KEY,
  local,
  passed,
  perKey,
  serve,
  takeAway,
} from './local-counting.ts';
import { commands } from './outage.ts';

const pong = resp.simple('PONG');

describe('when Redis is back', () => {
  /** Four requests counted without Redis, which returns `afterMs` later. */
  async function counted(requests = 4, fields: Fields = {}, afterMs = 0): Promise<Plugin> {
    const plugin = await Plugin.start(local(fields));
    takeAway(plugin);
    passed(plugin, requests);
    plugin.host.advance(afterMs);
    bringBack(plugin);
    return plugin;
  }

  it('the count is handed to it: key, requests, limit, seconds left', async () => {
    const plugin = await counted(4, {}, 19_500);
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)).toEqual([[KEY, '4', '10', '41']]);
    expect(plugin.host.redis.pending[0]!.command[0]).toBe('EVALSHA');
    plugin.host.redis.reply(undefined, resp.integer(4));
    plugin.host.advance(5000);
    expect(commands(plugin)).toEqual([]);
  });

  it('nobody needs to ask for anything: one count is sent to see whether Redis takes it, then the rest', async () => {
    const plugin = await Plugin.start(perKey);
    takeAway(plugin);
    for (const key of ['alice', 'bob', 'carol']) passed(plugin, 2, key);
    plugin.host.advance(3000);
    bringBack(plugin);
    plugin.host.advance(100);
    expect(handedBack(plugin)).toHaveLength(1);
    plugin.host.redis.reply(undefined, resp.integer(2));
    plugin.host.advance(100);
    expect(handedBack(plugin)).toHaveLength(2);
  });

  it('as long as it only loses connections nothing gets lost, and the breaker ends the tries', async () => {
    const plugin = await counted();
    for (let tries = 0; tries < 5; tries++) {
      plugin.host.advance(100);
      plugin.host.redis.fail();
    }
    plugin.host.redis.model(([name]) => (name === 'PING' ? pong : undefined));
    plugin.host.advance(1000);
    expect(handedBack(plugin)).toEqual([[KEY, '4', '10', expect.any(String)]]);
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
    const plugin = await counted(4, {}, 60_000);
    serve(plugin);
    plugin.host.advance(1000);
    expect(commands(plugin)).toEqual([]);
    expect(plugin.root.tickPeriodMs).toBe(250);
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
    ['says that Redis is starting', resp.error('LOADING x')],
    ['says that it is a replica', resp.error('READONLY x')],
    ['says that it is full', resp.error('OOM x')],
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

  it.each([
    ['an error of this key', resp.error('WRONGTYPE x')],
    ['a reply that makes no sense', resp.ok()],
  ])('a count that meets %s is dropped: another try would meet the same', async (_what, reply) => {
    const plugin = await counted();
    serve(plugin);
    plugin.host.advance(1000);
    plugin.host.redis.reply(undefined, reply);
    for (let i = 0; i < 5; i++) {
      serve(plugin);
      plugin.host.advance(1000);
    }
    expect(commands(plugin)).toEqual([]);
  });

  it('what Redis was too slow to answer for is not handed to it: it has counted that itself', async () => {
    const plugin = await Plugin.start(local({ redis: { ...redis, deadline: '50ms' } }));
    const slow = Array.from({ length: 3 }, () => plugin.request());
    plugin.host.advance(75);
    expect(slow.filter(isPassed)).toHaveLength(3);
    takeAway(plugin);
    expect(passed(plugin, 25)).toBe(7);
    bringBack(plugin);
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)).toEqual([[KEY, '7', '10', expect.any(String)]]);
  });

  it('rules that share a Redis try it with one count between them', async () => {
    const rules = ['shop', 'blog'].map((route) =>
      withItems([limitBy('per_header', 'x-api-key', '*')], {
        rule_name: route,
        on_redis_error: 'local',
        _match_route_: [route],
      }),
    );
    const plugin = await Plugin.start(withRules(rules));
    takeAway(plugin);
    for (const route of ['shop', 'blog']) {
      plugin.request({ headers: { 'x-api-key': 'a' }, properties: { route_name: route } }).end();
    }
    bringBack(plugin);
    plugin.host.advance(100);
    expect(handedBack(plugin)).toHaveLength(1);
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
    const counts = [...handedBack(one), ...handedBack(two)];
    expect(counts, `one count was handed back ${counts.length} times`).toEqual([[KEY, '5', '10', '60']]);
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
    expect(keys.size).toBe(300);
  });

  it('what a configuration counted, the next one hands over', async () => {
    const plugin = await counted();
    plugin.root = plugin.host.reconfigure(plugin.root, local({ rejected_code: 430 }));
    serve(plugin);
    plugin.host.advance(1000);
    expect(handedBack(plugin)).toEqual([[KEY, '4', '10', '60']]);
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
