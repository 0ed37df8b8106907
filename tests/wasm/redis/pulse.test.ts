import { describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { redis, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed } from '../support/replies.ts';
import { bringBack, isPassed, local, serve, takeAway } from './local-counting.ts';
import { lose } from './outage.ts';

const within = (deadline: string): Fields => withThreshold({ redis: { ...redis, deadline } });

/** Periods the timer was set to since the last hostcalls were taken. */
const paces = (plugin: Plugin): number[] =>
  plugin.host
    .take()
    .filter((line) => line.startsWith('set_tick '))
    .map((line) => Number(line.split(' ')[1]));

/** The same from the start on, which `Plugin.start` has taken already. */
const pacesOfStart = (plugin: Plugin): number[] =>
  plugin.host.calls.filter(({ name }) => name === 'set_tick').map(({ args }) => Number(args[0]));

/** A Redis that answers everything from now on. */
function answer(plugin: Plugin): void {
  plugin.host.redis.failAll();
  plugin.host.redis.model(([name]) => (name === 'PING' ? resp.simple('PONG') : allowed));
}

describe('the timer of a root', () => {
  it('is set once at the start, to the slowest pace', async () => {
    const plugin = await Plugin.start(withThreshold());
    plugin.host.advance(10_000);
    expect(pacesOfStart(plugin)).toEqual([250]);
  });

  it('is quickened by a deadline while calls are under way', async () => {
    const plugin = await Plugin.start(within('400ms'));
    plugin.host.advance(1000);
    expect(pacesOfStart(plugin)).toEqual([250]);
    plugin.request();
    plugin.host.advance(390);
    expect(paces(plugin)).toEqual([100]);
    plugin.host.redis.reply(undefined, allowed);
    plugin.host.advance(1000);
    expect(paces(plugin)).toEqual([250]);
  });

  it('is not touched by a wish that is slower than the slowest pace', async () => {
    const plugin = await Plugin.start(within('1h'));
    plugin.request();
    plugin.host.advance(10_000);
    expect(pacesOfStart(plugin)).toEqual([250]);
  });

  it('is not touched while requests come and go', async () => {
    const plugin = await Plugin.start(withThreshold());
    for (let i = 0; i < 50; i++) {
      serve(plugin);
      plugin.host.advance(30);
    }
    expect(paces(plugin)).toEqual([]);
  });

  it.each([
    ['no deadline', withThreshold(), [25]],
    ['a deadline', within('400ms'), [100, 25]],
  ])(
    'with %s quickens once for an outage, and goes back to the slowest pace after it',
    async (_what, configuration, quick) => {
      const plugin = await Plugin.start(configuration);
      plugin.host.advance(1000);
      plugin.host.take();
      lose(plugin);
      expect(paces(plugin)).toEqual(quick);
      // The outage goes on, and so does the pace.
      plugin.host.advance(5000);
      expect(paces(plugin)).toEqual([]);
      answer(plugin);
      plugin.host.advance(5000);
      expect(paces(plugin)).toEqual([250]);
    },
  );

  it('goes faster than an outage needs while a PING with a short deadline is under way', async () => {
    const plugin = await Plugin.start(within('40ms'));
    lose(plugin);
    plugin.host.advance(5000);
    expect(new Set(paces(plugin))).toEqual(new Set([10, 25]));
    answer(plugin);
    plugin.host.advance(5000);
    expect(plugin.root.tickPeriodMs).toBe(250);
  });

  it('quickens for counts to hand back, until they are', async () => {
    const plugin = await Plugin.start(local());
    takeAway(plugin);
    for (let i = 0; i < 5; i++) expect(isPassed(plugin.request())).toBe(true);
    expect(paces(plugin)).toEqual([100]);
    plugin.host.advance(5000);
    expect(paces(plugin)).toEqual([]);
    bringBack(plugin);
    answer(plugin);
    plugin.host.advance(5000);
    expect(paces(plugin)).toEqual([250]);
  });
});

it('a root without a Redis never sets its timer', async () => {
  const plugin = await Plugin.start({});
  plugin.request();
  plugin.host.advance(10_000);
  expect(pacesOfStart(plugin)).toEqual([]);
});

it('each root has a timer of its own', async () => {
  const plugin = await Plugin.start(withThreshold());
  const other = plugin.host.start(withThreshold({ rule_name: 'other' }));
  lose(plugin);
  expect([plugin.root.tickPeriodMs, other.tickPeriodMs]).toEqual([25, 250]);
});
