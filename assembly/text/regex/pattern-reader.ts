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
  /** The next rune, and the unit behind its first unit; `END` where there is none. */
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
    const unit = this.unitAt(offset);
    const low = this.unitAt(offset + 1);
    this.offset = offset;
    this.current = unit;
    this.following = low;
    if (!isSurrogate(unit)) return;
    const isPair = unit < FIRST_LOW_SURROGATE && isSurrogate(low) && low >= FIRST_LOW_SURROGATE;
    if (isPair) this.current = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
    else this.fail(PatternError.LoneSurrogate, offset);
  }

  skip(units: i32): void {
    this.seek(this.offset + units);
  }

  /** Consumes one rune; `END` if there is none. */
  next(): i32 {
    const rune = this.current;
    this.skip(rune > 0xffff ? 2 : 1);
    return rune;
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

  /** Notes that the pattern is wrong from `start` up to here. */
  fail(error: PatternError, start: i32): void {
    if (this.hasFailed) return;
    this.error = error;
    this.errorStart = start;
    this.errorEnd = min(this.offset, this.length);
  }

  unitAt(offset: i32): i32 {
    return offset < this.length ? load<u16>(this.at + ((<usize>offset) << 1)) : END;
  }
}
