import { setTickPeriod } from "../host/clock";

/** Often enough for metrics. */
const SLOWEST_MS: u32 = 250;

/**
 * The one timer that the gateway gives a root context. Whoever needs it faster says so; each tick ends with the pace
 * that is needed from there on.
 */
export class Pulse {
  private periodMs: u32 = 0;

  /** Ticks from now on; a pace that is faster already stays. */
  begin(): void {
    this.quicken(SLOWEST_MS);
  }

  /** Ticks at least every `periodMs` until the next `settle`. */
  quicken(periodMs: u32): void {
    if (this.periodMs == 0 || periodMs < this.periodMs) this.set(periodMs);
  }

  /** Ticks every `wishMs`, or slowly if nobody wishes anything (0). */
  settle(wishMs: u32): void {
    const periodMs = wishMs == 0 ? SLOWEST_MS : min(wishMs, SLOWEST_MS);
    if (periodMs != this.periodMs) this.set(periodMs);
  }

  private set(periodMs: u32): void {
    this.periodMs = periodMs;
    setTickPeriod(periodMs);
  }
}

/** The shorter of two periods, where 0 is none. */
export function shorterPeriod(a: u32, b: u32): u32 {
  if (a == 0 || b == 0) return a + b;
  return min(a, b);
}
