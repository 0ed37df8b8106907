import type { Timer, Timers } from '../../../gateway/redis/timers.ts';

/** Time that only moves when the test says so. */
export class ManualTimers implements Timers {
  private nowMs = 0;
  private running: { due: number; callback: () => void }[] = [];

  after(ms: number, callback: () => void): Timer {
    const timer = { due: this.nowMs + ms, callback };
    this.running.push(timer);
    return { cancel: () => (this.running = this.running.filter((other) => other !== timer)) };
  }

  /** Milliseconds until each running timer, soonest first. */
  get left(): number[] {
    return this.running.map(({ due }) => due - this.nowMs).sort((a, b) => a - b);
  }

  advance(ms: number): void {
    const end = this.nowMs + ms;
    for (;;) {
      const next = this.running.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.nowMs = next.due;
      this.running = this.running.filter((other) => other !== next);
      next.callback();
    }
    this.nowMs = end;
  }
}
