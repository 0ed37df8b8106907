/**
 * What a worker does next: events that on a gateway arrive by socket or from another thread. They run once the
 * callback in progress has returned *and* its status has been obeyed, unlike deferred actions (vm.ts), which run
 * before the status is looked at.
 */
export class EventLoop {
  readonly #events: (() => void)[] = [];
  #isRunning = false;

  post(event: () => void): void {
    this.#events.push(event);
  }

  run(): void {
    if (this.#isRunning || this.#events.length === 0) return;
    this.#isRunning = true;
    try {
      for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) event();
    } finally {
      this.#isRunning = false;
    }
  }
}
