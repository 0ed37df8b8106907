type Stoppable = { stop(): Promise<unknown> };

/** What was started for a test, in order; it goes down the other way round. */
export class CleanUp {
  readonly #started: Stoppable[] = [];

  /** Registers the thing the moment it exists, so that what fails after it leaves nothing behind. */
  async own<T extends Stoppable>(starting: Promise<T>): Promise<T> {
    const thing = await starting;
    this.#started.push(thing);
    return thing;
  }

  /** Stops everything, also when something can't be stopped; the first such error is thrown at the end. */
  async stop(): Promise<void> {
    const errors: unknown[] = [];
    for (const thing of this.#started.splice(0).reverse()) {
      await thing.stop().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  }
}
