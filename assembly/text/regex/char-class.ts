import { LAST_RUNE } from "./rune";
import { WordBuffer } from "./word-buffer";

/** A set of runes, kept as sorted ranges that neither overlap nor touch. */
@unmanaged
export class CharClass {
  /** Pairs: first rune, last rune. */
  readonly ranges: WordBuffer = new WordBuffer();

  clear(): void {
    this.ranges.length = 0;
  }

  add(first: i32, last: i32): void {
    const ranges = this.ranges;
    let start = 0;
    while (start < ranges.length && ranges.get(start + 1) + 1 < first) start += 2;
    let end = start;
    while (end < ranges.length && ranges.get(end) <= last + 1) {
      first = min(first, ranges.get(end));
      last = max(last, ranges.get(end + 1));
      end += 2;
    }
    ranges.splice(start, end - start, 2);
    ranges.set(start, first);
    ranges.set(start + 1, last);
  }

  addClass(other: CharClass): void {
    for (let i = 0; i < other.ranges.length; i += 2) this.add(other.ranges.get(i), other.ranges.get(i + 1));
  }

  /** Turns the class into all other runes. */
  negate(): void {
    const ranges = this.ranges;
    // Every last rune becomes the one before the next first rune: the borders stay, their roles change.
    for (let i = 0; i < ranges.length; i += 2) {
      ranges.set(i, ranges.get(i) - 1);
      ranges.set(i + 1, ranges.get(i + 1) + 1);
    }
    ranges.splice(0, 0, 1);
    ranges.set(0, 0);
    ranges.push(LAST_RUNE);
    if (ranges.get(1) < 0) ranges.splice(0, 2, 0);
    const end = ranges.length;
    if (end > 0 && ranges.get(end - 2) > LAST_RUNE) ranges.length = end - 2;
  }

  /** True if the class holds exactly one rune. */
  get isSingle(): bool {
    return this.ranges.length == 2 && this.ranges.get(0) == this.ranges.get(1);
  }
}
