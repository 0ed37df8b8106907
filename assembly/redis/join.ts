/**
 * Makes one end of the ends of several calls. A join is small and can be used again: keep one for each context that has
 * calls under way.
 *
 *     join.begin(2, false);            // two calls were sent
 *     …
 *     if (join.ended(reply === null)) finish(join.hasFailed);
 */
export class Join {
  /** One of the calls so far had no useful reply. */
  hasFailed: bool = false;
  private left: i32 = 0;
  private stopsAtError: bool = false;

  /** Waits for so many `calls`, or, if it `stopsAtError`, for the first of them that fails. */
  begin(calls: i32, stopsAtError: bool): void {
    this.left = calls;
    this.stopsAtError = stopsAtError;
    this.hasFailed = false;
  }

  /** Counts one ended call. True exactly once: when there is nothing left to wait for. */
  ended(hasFailed: bool): bool {
    if (this.left == 0) return false;
    this.left -= 1;
    if (hasFailed) {
      this.hasFailed = true;
      if (this.stopsAtError) this.left = 0;
    }
    return this.left == 0;
  }
}
