/** A door that those who pass through it wait at while it is closed. */
export class Gate {
  #opened: Promise<void> = Promise.resolve();
  #open: () => void = () => {};

  close(): void {
    this.open();
    this.#opened = new Promise((resolve) => (this.#open = resolve));
  }

  open(): void {
    this.#open();
    this.#open = () => {};
  }

  passed(): Promise<void> {
    return this.#opened;
  }
}
