/** Sleeps that can be ended early, all at once. */
export class InterruptibleSleep {
  readonly #sleepers = new Set<() => void>();

  /** Resolves after that long, or when `wake` is called. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#sleepers.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#sleepers.add(end);
    });
  }

  wake(): void {
    for (const end of [...this.#sleepers]) end();
  }
}
