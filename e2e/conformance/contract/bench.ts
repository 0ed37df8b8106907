import { missesOf, type Seen } from './seen.ts';
import type { BenchName, Step, Vector } from './vector.ts';

/** A gateway that vectors are run on. */
export interface Bench {
  readonly name: BenchName;
  /** Nothing of earlier vectors is left. */
  begin(vector: Vector): Promise<void>;
  /** Does it, and waits until `isDone` or in vain. */
  perform(step: Step, isDone: (seen: Seen) => boolean): Promise<Seen>;
  end(): Promise<void>;
}

/** What is not as the vector says, with the step it happened in. */
export async function run(bench: Bench, vector: Vector): Promise<string[]> {
  await bench.begin(vector);
  try {
    const misses: string[] = [];
    for (const [index, step] of vector.steps.entries()) {
      const seen = await bench.perform(step, (sofar) => missesOfStep(step, sofar).length === 0);
      misses.push(...missesOfStep(step, seen).map((miss) => `step ${index + 1}: ${miss}`));
    }
    return misses;
  } finally {
    await bench.end();
  }
}

function missesOfStep(step: Step, seen: Seen): string[] {
  const misses = step.expect === undefined ? [] : missesOf(step.expect, seen);
  if (!('load' in step)) return misses;
  const { refused } = step;
  if (refused === undefined) {
    return seen.refusal === undefined ? misses : [`refused: ${seen.refusal}`, ...misses];
  }
  if (seen.refusal === undefined) return ['loaded', ...misses];
  return refused.test(seen.refusal) ? misses : [`refused with "${seen.refusal}"`, ...misses];
}
