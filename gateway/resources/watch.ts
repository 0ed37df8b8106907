import { setTimeout as sleep } from 'node:timers/promises';

export interface WatchOptions {
  intervalMs: number;
  signal: AbortSignal;
  report(error: Error): void;
}

/**
 * Calls `changed` after the answer of `look` became different and then stayed the same for one interval, so that a
 * file that is being written is not read half way. Looking is polling: file events do not cross some bind mounts.
 */
export async function watchState(
  look: () => Promise<string>,
  changed: () => Promise<void>,
  { intervalMs, signal, report }: WatchOptions,
): Promise<void> {
  let seen = await look();
  let handled = seen;
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
      await changed();
    } catch (error) {
      report(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
