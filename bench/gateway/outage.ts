import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../../e2e/scenes/client.ts';
import { local } from '../../e2e/gateways/local.ts';
import { CleanUp } from '../../e2e/control/clean-up.ts';
import { figureOf, type Figure } from '../rounds.ts';
import { settings, startContender } from './contender.ts';

/** Latency of one request in microseconds; `ratio` is to the gateway without a plugin in the same round. */
export type OutageRow = { name: string; latencyUs: Figure; ratio: number };

export type Outage = {
  /** Requests that waited for the frozen Redis before the breaker opened, and the longest wait in ms. */
  waited: number;
  longestWaitMs: number;
  rows: OutageRow[];
};

const ROUNDS = 21;
const REQUESTS_PER_ROUND = 300;
/** Of the plugin's own default, which is a second. */
const NOTICEABLE_MS = 200;
/** So many quick answers in a row: nobody waits any more. */
const QUICK_ANSWERS = 10;
const MOST_REQUESTS = 200;

/** What a frozen Redis costs a request once the breaker is open. */
export async function measureOutage(): Promise<Outage> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-outage-'));
  const cleanUp = new CleanUp();
  try {
    const site = await cleanUp.own(local.openSite());
    const redis = await cleanUp.own(site.startRedis());
    const servers = { redis, origin: await cleanUp.own(site.startOrigin()) };
    const runs: { name: string; client: Client; samples: number[] }[] = [];
    for (const setting of settings(folder, 'ours, Redis frozen, breaker open')) {
      const { name, url } = await cleanUp.own(startContender(site, setting, servers));
      runs.push({ name, client: await cleanUp.own(Promise.resolve(new Client(url))), samples: [] });
    }
    const clients = runs.map(({ client }) => client);
    await medianLatenciesUs(clients);

    await redis.freeze();
    try {
      const waits = await waitsUntilQuick(clients.at(-1)!);
      for (let round = 0; round < ROUNDS; round++) {
        const medians = await medianLatenciesUs(clients);
        for (const [index, { samples }] of runs.entries()) samples.push(medians[index]!);
      }
      return { waited: waits.length, longestWaitMs: Math.max(...waits), rows: rowsOf(runs) };
    } finally {
      await redis.thaw();
    }
  } finally {
    await cleanUp.stop();
    rmSync(folder, { recursive: true });
  }
}

/** How long each request took that was not quick, one after the other. */
async function waitsUntilQuick(client: Client): Promise<number[]> {
  const waits: number[] = [];
  for (let sent = 0, quick = 0; quick < QUICK_ANSWERS; sent++) {
    if (sent === MOST_REQUESTS) throw new Error(`requests still wait after ${MOST_REQUESTS} of them`);
    const { ms } = await client.send();
    quick = ms < NOTICEABLE_MS ? quick + 1 : 0;
    if (quick === 0) waits.push(ms);
  }
  return waits;
}

/** The gateways take turns request by request: a slow moment of the machine is longer than one of them. */
async function medianLatenciesUs(clients: readonly Client[]): Promise<number[]> {
  const samples = clients.map((): number[] => []);
  for (let i = 0; i < REQUESTS_PER_ROUND; i++) {
    for (const [index, client] of clients.entries()) samples[index]!.push(1000 * (await client.send()).ms);
  }
  return samples.map((each) => figureOf(each).median);
}

function rowsOf(runs: readonly { name: string; samples: readonly number[] }[]): OutageRow[] {
  const base = runs[0]!.samples;
  return runs.map(({ name, samples }) => ({
    name,
    latencyUs: figureOf(samples),
    ratio: figureOf(samples.map((sample, round) => sample / base[round]!)).median,
  }));
}
