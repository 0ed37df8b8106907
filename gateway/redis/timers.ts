export interface Timer {
  cancel(): void;
}

/** Time as the bridge sees it; tests bring their own. */
export interface Timers {
  /** Calls back once after `ms`; 0 is the next turn of the event loop. */
  after(ms: number, callback: () => void): Timer;
}

/** setTimeout takes any longer time for a millisecond. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemTimers: Timers = {
  after(ms, callback) {
    // setTimeout takes at least a millisecond.
    if (ms <= 0) {
      const immediate = setImmediate(callback);
      return { cancel: () => clearImmediate(immediate) };
    }
    const timeout = setTimeout(callback, Math.min(ms, LONGEST_MS));
    return { cancel: () => clearTimeout(timeout) };
  },
};
