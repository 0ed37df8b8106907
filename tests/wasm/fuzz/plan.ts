import { setImmediate } from 'node:timers/promises';
import { Random } from './random.ts';

const total = Number(process.env['FUZZ_CASES'] ?? 200_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** Hosts keep a record of every hostcall, so each serves only so many cases. */
const CASES_PER_HOST = 1000;

/** A part of the fuzz run: how many cases, and the chance they are made of. The seed is printed to play it again. */
export function fuzzPlan(name: string, share: number): { cases: number; seed: number; random: Random } {
  const cases = Math.ceil(total * share);
  console.log(`fuzz ${name}: FUZZ_SEED=${seed}, ${cases} cases`);
  return { cases, seed, random: new Random(seed) };
}

/** Runs `cases` in batches, each with a host of its own. */
export async function inBatches(cases: number, batch: (size: number) => Promise<void>): Promise<void> {
  for (let left = cases; left > 0; left -= CASES_PER_HOST) {
    await batch(Math.min(left, CASES_PER_HOST));
    // The test runner waits a minute for a sign of life, which a turn of the event loop lets through.
    await setImmediate();
  }
}
