import { watch, type FSWatcher } from 'node:fs';
import { InterruptibleSleep } from './interruptible-sleep.ts';

/**
 * Tells early that something in some directories may have changed. It is a hint and no more: events do not cross some
 * bind mounts and are not to be had for a directory that is not there, so whoever waits here looks now and then anyway.
 */
export class ChangeEvents {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #sleep = new InterruptibleSleep();
  #hasHeard = false;
  #isClosed = false;

  /** Watches these directories from now on, and no others. */
  watch(directories: readonly string[]): void {
    if (this.#isClosed) return;
    // A directory that was replaced has the same name and no watcher, so after an event all of them are set anew.
    for (const [directory, watcher] of this.#watchers) {
      if (!this.#hasHeard && directories.includes(directory)) continue;
      watcher.close();
      this.#watchers.delete(directory);
    }
    this.#hasHeard = false;
    for (const directory of directories) if (!this.#watchers.has(directory)) this.#add(directory);
  }

  /** Resolves after that long, at an event since the last `watch`, or at the end. */
  async wait(ms: number): Promise<void> {
    if (!this.#hasHeard && !this.#isClosed) await this.#sleep.sleep(ms);
  }

  /** Ends the waits as an event does. */
  hear(): void {
    this.#hasHeard = true;
    this.#sleep.wake();
  }

  close(): void {
    this.watch([]);
    this.#isClosed = true;
    this.#sleep.wake();
  }

  #add(directory: string): void {
    const hear = () => this.hear();
    try {
      const watcher = watch(directory, { persistent: false }, hear);
      watcher.on('error', hear);
      this.#watchers.set(directory, watcher);
    } catch (error) {
      // Not there, or no more watchers to be had.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}
