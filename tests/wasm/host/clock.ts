/** Wall clock of the gateway, moved by the test alone. */
export class Clock {
  /** Kept as the bigint the module reads, so that reading it allocates nothing. */
  nanoseconds: bigint;

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.nanoseconds = BigInt(startMs) * 1_000_000n;
  }

  get ms(): number {
    return Number(this.nanoseconds / 1_000_000n);
  }

  advance(ms: number): void {
    this.nanoseconds += BigInt(Math.round(ms * 1_000_000));
  }
}
