const FIRST_MS = 200;
const LONGEST_MS = 5000;
const STABLE_MS = 10_000;

/** How long the next start after a crash waits: longer each time, until Envoy has served for a while. */
export class RestartPause {
  #ms = FIRST_MS;
  #servesSince: number | undefined;

  /** `now` answers milliseconds of any clock that only goes on. */
  constructor(private readonly now: () => number) {}

  /** From now on Envoy serves. Its start does not count: a large plugin takes longer to compile than a crash to come. */
  serves(): void {
    this.#servesSince = this.now();
  }

  /** Envoy has crashed. */
  crashed(): void {
    if (this.#servesSince !== undefined && this.now() - this.#servesSince > STABLE_MS) this.#ms = FIRST_MS;
    this.#servesSince = undefined;
  }

  next(): number {
    const ms = this.#ms;
    this.#ms = Math.min(ms * 2, LONGEST_MS);
    return ms;
  }
}
