import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'undici';
import { local } from '../../e2e/gateways/local.ts';
import { CleanUp } from '../../e2e/control/clean-up.ts';
import { figureOf, type Figure } from '../rounds.ts';
import { type GatewayContender, settings, startContender } from './contender.ts';
import { cpuTime } from './cpu-time.ts';
import { openPool, sendRequests } from './load.ts';

/** CPU of Envoy for one request, in microseconds; `added` and `ratio` are to the first row of the same round. */
export type GatewayRow = { name: string; cpuUs: Figure; added: number; ratio: number };

const ROUNDS = 7;
const REQUESTS_PER_ROUND = 2000;

/** All gateways run at once and take turns, so that they share the machine's moods. */
export async function measureGateway(): Promise<GatewayRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
  const cleanUp = new CleanUp();
  try {
    const site = await cleanUp.own(local.openSite());
    const servers = {
      redis: await cleanUp.own(site.startRedis()),
      origin: await cleanUp.own(site.startOrigin()),
    };
    const runs: { contender: GatewayContender; pool: Pool; samples: number[] }[] = [];
    for (const setting of settings(folder, 'ours, allowed by Redis')) {
      const contender = await cleanUp.own(startContender(site, setting, servers));
      const pool = openPool(contender.url);
      await cleanUp.own(Promise.resolve({ stop: () => pool.close() }));
      runs.push({ contender, pool, samples: [] });
    }
    // The first round warms up: connections, compilers, the script in Redis.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const { contender, pool, samples } of runs) {
        const before = cpuTime(contender.pid);
        await sendRequests(pool, REQUESTS_PER_ROUND);
        const cpuUs = (cpuTime(contender.pid) - before) / REQUESTS_PER_ROUND / 1000;
        if (round > 0) samples.push(cpuUs);
      }
    }
    return rowsOf(runs.map(({ contender, samples }) => ({ name: contender.name, samples })));
  } finally {
    await cleanUp.stop();
    rmSync(folder, { recursive: true });
  }
}

function rowsOf(runs: readonly { name: string; samples: readonly number[] }[]): GatewayRow[] {
  const base = runs[0]!.samples;
  return runs.map(({ name, samples }) => ({
    name,
    cpuUs: figureOf(samples),
    added: figureOf(samples.map((sample, round) => sample - base[round]!)).median,
    ratio: figureOf(samples.map((sample, round) => sample / base[round]!)).median,
  }));
}
