/** Spreads what many would otherwise do at the same moment. Not for secrets. */
export class Jitter {
  private state: u64 = 1;

  /** Starts anew from something that others do not share, such as the time in nanoseconds. */
  seed(value: u64): void {
    // Zero is the one state that xorshift never leaves.
    this.state = value == 0 ? 1 : value;
  }

  /** A number from three quarters of `middle` to five quarters of it. */
  around(middle: u32): u32 {
    return middle - middle / 4 + this.below(middle / 2 + 1);
  }

  /** From 0 to `bound` - 1, by Marsaglia's xorshift64. */
  private below(bound: u32): u32 {
    let state = this.state;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    this.state = state;
    return <u32>((state >> 11) % bound);
  }
}
