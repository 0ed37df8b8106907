import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { CleanUp } from '../control/clean-up.ts';
import { freePort } from '../servers/free-port.ts';
import { Origin } from '../servers/origin.ts';
import { RedisServer } from '../servers/redis-server.ts';
import { arriveAtRate } from './arrivals.ts';
import { countLoad } from './census.ts';
import { runLoad } from './load.ts';

const cleanUp = new CleanUp();
afterEach(() => cleanUp.stop());

const PER_SECOND = 200;
const INTERVAL_MS = 1000 / PER_SECOND;

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** How late bare timers of this process are that are set for the moments of a second's arrivals. */
function latenessOfTimers(startedAt: number): Promise<number[]> {
  const timers = Array.from({ length: PER_SECOND }, async (_, index) => {
    const dueAt = startedAt + index * INTERVAL_MS;
    await sleep(dueAt - performance.now());
    return performance.now() - dueAt;
  });
  return Promise.all(timers);
}

describe('arrivals', () => {
  it('come at a constant rate, each at its own moment', async () => {
    const late: number[] = [];
    const startedAt = performance.now();
    const lateTimers = latenessOfTimers(startedAt);
    const total = await arriveAtRate({ perSecond: PER_SECOND, seconds: 1 }, (index, dueAt) => {
      expect(index).toBe(late.length);
      late.push(performance.now() - dueAt);
    });
    expect(total).toBe(PER_SECOND);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
    // Whatever holds up this process holds up its timers as well; half of them, as it may hit one and miss the other.
    expect(medianOf(late)).toBeLessThan(medianOf(await lateTimers) + INTERVAL_MS);
  });

  it('that were missed follow at once, due when they should have been', async () => {
    const dues: number[] = [];
    let pauseEnd = 0;
    let beforeNextTurn = 0;
    await arriveAtRate({ perSecond: 100, seconds: 0.5 }, (index, dueAt) => {
      dues.push(dueAt);
      if (index !== 10) return;
      pauseEnd = performance.now() + 200;
      while (performance.now() < pauseEnd);
      // The event loop does not turn before all that were missed have come.
      setImmediate(() => (beforeNextTurn = dues.length));
    });
    expect(dues).toHaveLength(50);
    expect(dues[49]! - dues[0]!).toBeCloseTo(490, 5);
    const missed = dues.slice(11).filter((dueAt) => dueAt < pauseEnd);
    expect(missed.length).toBeGreaterThanOrEqual(19);
    expect(beforeNextTurn).toBeGreaterThanOrEqual(11 + missed.length);
  });

  it('end when they are told to', async () => {
    const stop = new AbortController();
    const options = { perSecond: 100, seconds: 60, signal: stop.signal };
    expect(await arriveAtRate(options, (index) => index === 4 && stop.abort())).toBe(5);
  });
});

describe('a load', () => {
  it('is counted the same at the client, at the origin and at Redis', async () => {
    const origin = await cleanUp.own(Origin.start());
    const server = await cleanUp.own(RedisServer.start());
    const redis = await server.client();
    const pings: Promise<unknown>[] = [];
    const ask = (index: number) => {
      pings.push(redis.ping());
      return { path: index % 4 === 0 ? '/?status=404' : '/' };
    };
    const run = async () => {
      const report = await runLoad({ url: origin.url, perSecond: PER_SECOND, seconds: 2, ask });
      await Promise.all(pings);
      return report;
    };
    const census = await countLoad(run, { origin, redis });
    expect(census.client).toMatchObject({ sent: 400, errors: {} });
    expect(Object.values(census.client.statuses).reduce((a, b) => a + b)).toBe(400);
    expect(census.origin).toBe(400);
    expect(census.redis).toEqual({ ping: 400 });
  });

  it('keeps its rate while the server stalls, and the waiting counts', async () => {
    const STALL_MS = 1000;
    const held: ServerResponse[] = [];
    let arrivedInStall = 0;
    let isStalling = false;
    const server = createServer((_request, response) => {
      if (isStalling) {
        arrivedInStall++;
        held.push(response);
      } else response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await cleanUp.own(Promise.resolve({ stop: async () => void server.close() }));
    setTimeout(() => (isStalling = true), 500);
    setTimeout(() => {
      isStalling = false;
      for (const response of held) response.end();
    }, 500 + STALL_MS);

    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const report = await runLoad({ url, perSecond: PER_SECOND, seconds: 2 });
    expect(report).toMatchObject({ sent: 400, statuses: { 200: 400 }, errors: {} });
    expect(arrivedInStall).toBeGreaterThan(PER_SECOND * 0.9);
    expect(arrivedInStall).toBeLessThanOrEqual(PER_SECOND * 1.1);
    // Those of the stall, half of all, wait from a whole second down to nothing.
    expect(report.latency.percentile(25)).toBeLessThan(100);
    expect(report.latency.percentile(75)).toBeGreaterThan(300);
    expect(report.latency.max).toBeGreaterThan(900);
  });

  it('counts what fails by its kind', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const report = await runLoad({ url, perSecond: 100, seconds: 0.2 });
    expect(report).toMatchObject({ sent: 20, statuses: {}, errors: { ECONNREFUSED: 20 } });
  });

  it('tells when this machine could not keep the rate', async () => {
    const origin = await cleanUp.own(Origin.start());
    const ask = (index: number) => {
      const end = performance.now() + (index === 5 ? 150 : 0);
      while (performance.now() < end);
      return {};
    };
    const report = await runLoad({ url: origin.url, perSecond: 100, seconds: 0.3, ask });
    expect(report.sent).toBe(30);
    expect(report.latestStartMs).toBeGreaterThan(100);
  });
});
