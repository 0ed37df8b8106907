import { Call } from "./call";
import { count, Metric } from "./metrics";

/** The calls of a client whose end is still to come, oldest first. */
export class InFlight {
  oldest: Call | null = null;
  private newest: Call | null = null;
  count: i32 = 0;

  add(call: Call): void {
    const last = this.newest;
    call.previous = last;
    if (last === null) this.oldest = call;
    else last.next = call;
    this.newest = call;
    this.count += 1;
    count(Metric.InFlight);
  }

  /** Those that were added since the last time have until `expiresMs`. */
  beginWaiting(expiresMs: u64): void {
    let call = this.newest;
    while (call !== null) {
      if (call.expiresMs != 0) return;
      call.expiresMs = expiresMs;
      call = call.previous;
    }
  }

  remove(call: Call): void {
    const before = call.previous;
    const after = call.next;
    if (before === null) this.oldest = after;
    else before.next = after;
    if (after === null) this.newest = before;
    else after.previous = before;
    call.previous = null;
    call.next = null;
    this.count -= 1;
    count(Metric.InFlight, -1);
  }
}
