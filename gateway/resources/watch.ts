import { setTimeout as sleep } from 'node:timers/promises';

export interface WatchOptions {
  /** The state that is taken over already. */
  known: string;
  /** How long a state has to stand still, and how long a look waits for the next one while it does not. */
  intervalMs: number;
  /** The wait for the next look while nothing is going on; it may end early. Default: the interval. */
  idle?: () => Promise<void>;
  /** The least time between two looks, however often the wait ends early. */
  leastMs?: number;
  signal: AbortSignal;
  /** Hears what stands in the way of a look or a change, and undefined once nothing does. */
  report(error: Error | undefined): void;
  /** How long a change that failed waits before it is tried again; twice as long each time. */
  firstRetryMs?: number;
}

const LEAST_MS = 50;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

/**
 * Calls `changed` after the answer of `look` became different and then stayed the same for one interval, so that a
 * file that is being written is not read half way. `changed` answers the state it took over, which may be newer.
 * A change that fails is tried again, at once when the state becomes another one.
 */
export async function watchState(
  look: () => Promise<string>,
  changed: () => Promise<string>,
  {
    known,
    intervalMs,
    idle,
    leastMs = LEAST_MS,
    signal,
    report,
    firstRetryMs = FIRST_RETRY_MS,
  }: WatchOptions,
): Promise<void> {
  // Aborting ends the wait early; the loop's own condition then ends the watch.
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  let seen = known;
  // Undefined while nobody knows how much of a change that failed is in effect.
  let handled: string | undefined = known;
  let failed = { state: '', pauseMs: 0, retryAt: 0 };
  while (!signal.aborted) {
    await (seen === handled && idle !== undefined
      ? Promise.all([idle(), pause(leastMs)])
      : pause(intervalMs));
    if (signal.aborted) return;
    try {
      const now = await look();
      const isStill = now === seen;
      seen = now;
      const hasFailed = handled === undefined && now === failed.state;
      const isHeldBack = hasFailed && Date.now() < failed.retryAt;
      if (isStill && now !== handled && !isHeldBack) {
        const pauseMs = hasFailed ? Math.min(failed.pauseMs * 2, LONGEST_RETRY_MS) : firstRetryMs;
        handled = undefined;
        handled = await changed().finally(() => {
          failed = { state: now, pauseMs, retryAt: Date.now() + pauseMs };
        });
      }
      if (handled !== undefined) report(undefined);
    } catch (error) {
      report(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
