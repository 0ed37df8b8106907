import { Reply } from "../redis/reply";

/** The limiter's part of an exchange. */
@unmanaged
export class Decision {
  /** Address of the `Counter` that was asked, 0 if none; kept alive by the configuration. */
  counter: usize = 0;
  limit: i64 = 0;
  /** Requests in this window, this one included. */
  count: i64 = 0;
  /** Until the window ends. */
  secondsLeft: i64 = 0;
  /** Redis has answered. */
  isKnown: bool = false;

  /** Takes the script's `[limit, count, seconds left]`; the array's head was read already. */
  take(reply: Reply): bool {
    if (reply.length != 3 || !reply.nextInteger()) return false;
    this.limit = reply.integer;
    if (!reply.nextInteger()) return false;
    this.count = reply.integer;
    if (!reply.nextInteger()) return false;
    this.secondsLeft = reply.integer;
    this.isKnown = reply.isAtEnd;
    return this.isKnown;
  }

  /** Takes what was counted without Redis. */
  know(limit: i64, count: i64, secondsLeft: i64): void {
    this.limit = limit;
    this.count = count;
    this.secondsLeft = secondsLeft;
    this.isKnown = true;
  }

  get isOverLimit(): bool {
    return this.isKnown && this.count > this.limit;
  }

  get remaining(): i64 {
    return max<i64>(this.limit - this.count, 0);
  }
}
