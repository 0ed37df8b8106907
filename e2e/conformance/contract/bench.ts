import { missesOf, withoutWire, type Seen } from './seen.ts';
import type { BenchName, Step, Vector } from './vector.ts';

/** A gateway that vectors are run on. */
export interface Bench {
  readonly name: BenchName;
  /** What it says to Redis goes over a wire, and can be seen there. */
  readonly isWired: boolean;
  /** Nothing of earlier vectors is left. */
  begin(vector: Vector): Promise<void>;
  /** Does it, and waits until `isDone` or in vain. */
  perform(step: Step, isDone: (seen: Seen) => boolean): Promise<Seen>;
  end(): Promise<void>;
}

/**
 * What is not as the vector says, with the step it happened in.
 *
 * @param known misses that are not worth waiting for
 */
export async function run(bench: Bench, vector: Vector, known: readonly RegExp[] = []): Promise<string[]> {
  let misses: string[];
  try {
    misses = await missesOfSteps(bench, vector, known);
  } catch (error) {
    // What could not be cleared away is a consequence.
    await bench.end().catch(() => undefined);
    throw error;
  }
  const left = await bench.end().then(
    () => [],
    (error: unknown) => [`afterwards: ${error instanceof Error ? error.message : String(error)}`],
  );
  return [...misses, ...left];
}

async function missesOfSteps(bench: Bench, vector: Vector, known: readonly RegExp[]): Promise<string[]> {
  await bench.begin(vector);
  const misses: string[] = [];
  for (const [index, step] of vector.steps.entries()) {
    const look = (seen: Seen) =>
      missesOfStep(step, seen, bench.isWired).map((miss) => `step ${index + 1}: ${miss}`);
    const isDone = (seen: Seen) => look(seen).every((miss) => known.some((name) => name.test(miss)));
    misses.push(...look(await bench.perform(step, isDone)));
  }
  return misses;
}

function missesOfStep(step: Step, seen: Seen, isWired: boolean): string[] {
  const { expect = {} } = step;
  const misses = missesOf(isWired ? expect : withoutWire(expect), seen);
  if (!('load' in step)) return misses;
  const { refused } = step;
  if (refused === undefined) {
    return seen.refusal === undefined ? misses : [`refused: ${seen.refusal}`, ...misses];
  }
  if (seen.refusal === undefined) return ['loaded', ...misses];
  return refused.test(seen.refusal) ? misses : [`refused with "${seen.refusal}"`, ...misses];
}
