import { SLOTS } from "./slot";

/** The slots of one Redis that this worker has counted in since that Redis was last told. */
export class Touched {
  private bits: StaticArray<u32> = new StaticArray<u32>(SLOTS / 32);
  private count: i32 = 0;
  private turnMs: u64 = 0;

  constructor(readonly origin: u32) {}

  /** True once for each tick, however many rules count for this Redis. */
  isTurn(nowMs: u64): bool {
    if (nowMs == this.turnMs) return false;
    this.turnMs = nowMs;
    return true;
  }

  get isEmpty(): bool {
    return this.count == 0;
  }

  add(index: i32): void {
    if (this.has(index)) return;
    unchecked((this.bits[index >> 5] |= 1 << (index & 31)));
    this.count += 1;
  }

  remove(index: i32): void {
    if (!this.has(index)) return;
    unchecked((this.bits[index >> 5] &= ~(1 << (index & 31))));
    this.count -= 1;
  }

  /** The first of them from `index` on, or -1. */
  next(index: i32): i32 {
    for (; this.count > 0 && index < SLOTS; index++) {
      if (this.has(index)) return index;
    }
    return -1;
  }

  private has(index: i32): bool {
    return (unchecked(this.bits[index >> 5]) & (1 << (index & 31))) != 0;
  }
}

/** One for each Redis there ever was: they outlive configurations, as the slots do. */
const all: Touched[] = [];

export function touchedOf(origin: u32): Touched {
  for (let i = 0; i < all.length; i++) {
    if (all[i].origin == origin) return all[i];
  }
  const touched = new Touched(origin);
  all.push(touched);
  return touched;
}
