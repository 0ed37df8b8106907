import { PatternError } from "./pattern-error";
import { PatternReader } from "./pattern-reader";
import { UNBOUNDED } from "./repetition";

export const MAX_REPEAT: i32 = 1000;

const ZERO: i32 = 0x30;
const NINE: i32 = 0x39;

/** How often an atom may come, as `read` found it. */
@unmanaged
export class Quantifier {
  minimum: i32 = 0;
  /** May be `UNBOUNDED`. */
  maximum: i32 = 0;

  /** A count of more than one; `*`, `+` and `?` are none. */
  get isCounted(): bool {
    return this.minimum > 1 || this.maximum > 1;
  }

  get largest(): i32 {
    return max(this.minimum, this.maximum);
  }

  /** Reads `*`, `+`, `?` or `{…}`, lazy or not. False after an error, and for braces that are ordinary text. */
  read(reader: PatternReader): bool {
    const start = reader.offset;
    if (!this.readOperator(reader)) {
      reader.seek(start);
      return false;
    }
    if (this.largest > MAX_REPEAT || (this.maximum != UNBOUNDED && this.maximum < this.minimum)) {
      reader.fail(PatternError.RepeatCount, start);
      return false;
    }
    reader.accept(0x3f);
    return true;
  }

  private readOperator(reader: PatternReader): bool {
    const operator = reader.next();
    if (operator == 0x7b) return this.readBraces(reader);
    this.minimum = operator == 0x2b ? 1 : 0;
    this.maximum = operator == 0x3f ? 1 : UNBOUNDED;
    return true;
  }

  private readBraces(reader: PatternReader): bool {
    this.minimum = readCount(reader);
    this.maximum = this.minimum;
    if (this.minimum < 0) return false;
    if (reader.accept(0x2c)) {
      this.maximum = UNBOUNDED;
      if (reader.current != 0x7d) {
        this.maximum = readCount(reader);
        if (this.maximum < 0) return false;
      }
    }
    return reader.accept(0x7d);
  }
}

/** A number without leading zeros, or -1; past the limit it is any number past the limit. */
function readCount(reader: PatternReader): i32 {
  if (!isDigit(reader.current) || (reader.current == ZERO && isDigit(reader.following))) return -1;
  let count = 0;
  while (isDigit(reader.current)) count = min(count * 10 + reader.next() - ZERO, MAX_REPEAT + 1);
  return count;
}

function isDigit(unit: i32): bool {
  return unit >= ZERO && unit <= NINE;
}
