import { setTimeout as sleep } from 'node:timers/promises';

export interface Arrivals {
  perSecond: number;
  seconds: number;
  /** Ends the arrivals early. */
  signal?: AbortSignal | undefined;
}

/**
 * Calls `arrive` at a constant rate, whatever becomes of earlier calls, with the moment the call was due
 * (`performance.now()`). After a pause of this process the calls that were missed follow at once. Answers how many.
 */
export async function arriveAtRate(
  { perSecond, seconds, signal }: Arrivals,
  arrive: (index: number, dueAt: number) => void,
): Promise<number> {
  const startedAt = performance.now();
  const total = Math.round(perSecond * seconds);
  for (let index = 0; index < total; index++) {
    const dueAt = startedAt + (index * 1000) / perSecond;
    for (let left = dueAt - performance.now(); left > 0; left = dueAt - performance.now()) await sleep(left);
    if (signal?.aborted === true) return index;
    arrive(index, dueAt);
  }
  return total;
}
