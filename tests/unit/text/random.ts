/** A small seeded generator (xorshift32), so that a failing random test fails again. */
export class Random {
  constructor(private state: u32) {}

  next(): u32 {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x;
  }

  /** 0 to `bound` - 1. */
  below(bound: i32): i32 {
    return <i32>(this.next() % <u32>bound);
  }

  byte(): u8 {
    return <u8>(this.next() >>> 11);
  }
}
