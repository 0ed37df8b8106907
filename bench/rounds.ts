/** One of several ways to do the same, to be compared within one run. */
export type Contender = { name: string; run: (times: number) => void };

/** Nanoseconds per operation over the rounds. */
export type Figure = { median: number; min: number; max: number };

export type Timing = { rounds: number; roundMs: number; warmUpMs: number };

const USUAL_TIMING: Timing = { rounds: 31, roundMs: 25, warmUpMs: 400 };

/**
 * Times each contender in every round, one after the other, so that a slow moment of the machine hits all of them
 * and their ratios stay comparable where the figures alone are not.
 */
export function timeInterleaved(
  contenders: readonly Contender[],
  timing: Timing = USUAL_TIMING,
): Map<string, Figure> {
  const runs = contenders.map((contender) => ({
    contender,
    times: calibrate(contender, timing),
    samples: [] as number[],
  }));
  for (let round = 0; round < timing.rounds; round++) {
    for (const { contender, times, samples } of runs) samples.push(nanoseconds(contender, times) / times);
  }
  return new Map(runs.map(({ contender, samples }) => [contender.name, figureOf(samples)]));
}

export function figureOf(samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

/** Warms the contender up until its compilers are done; how often it fits into a round. */
function calibrate(contender: Contender, { roundMs, warmUpMs }: Timing): number {
  let times = 1;
  let spentMs = 0;
  for (;;) {
    const ms = nanoseconds(contender, times) / 1e6;
    spentMs += ms;
    if (spentMs >= warmUpMs) return Math.max(1, Math.round((times * roundMs) / ms));
    if (ms < roundMs) times *= 2;
  }
}

/** CPU time, not wall time: what other processes take away is not counted. */
function nanoseconds({ run }: Contender, times: number): number {
  const start = process.cpuUsage();
  run(times);
  const { user, system } = process.cpuUsage(start);
  // At least its resolution, so that nobody divides by zero.
  return Math.max(1, user + system) * 1000;
}
