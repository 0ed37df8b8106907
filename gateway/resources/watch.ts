import { setTimeout as sleep } from 'node:timers/promises';

export interface WatchOptions {
  /** The state that is taken over already. */
  known: string;
  intervalMs: number;
  signal: AbortSignal;
  report(error: Error): void;
}

/**
 * Calls `changed` after the answer of `look` became different and then stayed the same for one interval, so that a
 * file that is being written is not read half way. `changed` answers the state it took over, which may be newer.
 * Looking is polling: file events do not cross some bind mounts.
 */
export async function watchState(
  look: () => Promise<string>,
  changed: () => Promise<string>,
  { known, intervalMs, signal, report }: WatchOptions,
): Promise<void> {
  let seen = known;
  let handled = known;
  while (!signal.aborted) {
    // Aborting ends the wait early; the loop's own condition then ends the watch.
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const now = await look();
      const isStill = now === seen;
      seen = now;
      if (!isStill || now === handled) continue;
      handled = now;
      handled = await changed();
    } catch (error) {
      report(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
