import { PatternError } from "./pattern-error";
import { isSurrogate } from "./rune";

/** What stands for a unit where the pattern is over. */
export const END: i32 = -1;

const FIRST_LOW_SURROGATE: i32 = 0xdc00;

/** Walks over a pattern and keeps the first thing found wrong with it. Offsets count UTF-16 units. */
@unmanaged
export class PatternReader {
  offset: i32 = 0;
  length: i32 = 0;
  /** The next unit and the one behind it; `END` where there is none. */
  current: i32 = END;
  following: i32 = END;
  /** The error reaches from `errorStart` to `errorEnd`. */
  error: PatternError = PatternError.None;
  errorStart: i32 = 0;
  errorEnd: i32 = 0;
  private at: usize = 0;

  /** The caller keeps `pattern` reachable while it is read. */
  open(pattern: string): void {
    this.at = changetype<usize>(pattern);
    this.length = pattern.length;
    this.error = PatternError.None;
    this.seek(0);
  }

  get isAtEnd(): bool {
    return this.current == END;
  }

  get hasFailed(): bool {
    return this.error != PatternError.None;
  }

  seek(offset: i32): void {
    this.offset = offset;
    this.current = this.unitAt(offset);
    this.following = this.unitAt(offset + 1);
  }

  skip(units: i32): void {
    this.seek(this.offset + units);
  }

  /** Consumes one rune. */
  next(): i32 {
    const unit = this.current;
    if (unit == END) return END;
    this.skip(1);
    if (!isSurrogate(unit)) return unit;
    const low = this.current;
    if (unit >= FIRST_LOW_SURROGATE || !isSurrogate(low) || low < FIRST_LOW_SURROGATE) {
      this.fail(PatternError.LoneSurrogate, this.offset - 1);
      return unit;
    }
    this.skip(1);
    return 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
  }

  /** Consumes `unit` if it comes next. */
  accept(unit: i32): bool {
    if (this.current != unit) return false;
    this.skip(1);
    return true;
  }

  /** Offset of two units in a row, `from` there on, or -1. */
  findPair(first: i32, second: i32, from: i32): i32 {
    for (let i = from; i < this.length - 1; i++) {
      if (this.unitAt(i) == first && this.unitAt(i + 1) == second) return i;
    }
    return -1;
  }

  /** True if exactly `text` stands from `start` to `end`. */
  holds(text: string, start: i32, end: i32): bool {
    const size = (<usize>text.length) << 1;
    return (
      end - start == text.length && memory.compare(changetype<usize>(text), this.addressOf(start), size) == 0
    );
  }

  /** Notes that the pattern is wrong from `start` up to here. */
  fail(error: PatternError, start: i32): void {
    if (this.hasFailed) return;
    this.error = error;
    this.errorStart = start;
    this.errorEnd = min(this.offset, this.length);
  }

  private unitAt(offset: i32): i32 {
    return offset < this.length ? load<u16>(this.addressOf(offset)) : END;
  }

  private addressOf(offset: i32): usize {
    return this.at + ((<usize>offset) << 1);
  }
}
