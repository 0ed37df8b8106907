import { Bytes, bytesOf, indexOfByte, startsWithBytes, textOf } from "../text/bytes";
import { Span } from "../text/span";
import { parseFloatText } from "./float-text";
import { ReplyCursor, ReplyType } from "./reply-cursor";

export { ReplyType } from "./reply-cursor";

/** How many arrays may lie in one another; scripts are the only ones who nest more than four. */
export const MAX_NESTING: i32 = 32;
/** Elements that each open array still misses, an i32 for each of `MAX_NESTING`. */
const MISSING: usize = memory.data(128);

const ERROR = bytesOf("-");
const UNKNOWN_COMMAND = bytesOf("ERR unknown command");
const COMMA: u8 = 0x2c;
const CR: u8 = 0x0d;

/**
 * A reply of Redis, read in place. The methods that begin with `next` read the next value as something and tell whether
 * it was that. If not, `type` says what it was: Null, Error (its text at `at`, `size`), or another that the caller did
 * not expect; of an Array only the head was read, its elements follow.
 */
@unmanaged
export class Reply extends ReplyCursor {
  /** Reads an Integer, or a Bulk that spells one, into `integer`. */
  nextInteger(): bool {
    const type = this.next();
    if (type == ReplyType.Integer) return true;
    return type == ReplyType.Bulk && this.parseInteger(this.at, this.at + this.size) == this.at + this.size;
  }

  /** The number that an Integer, Bulk or Simple spells, see `parseFloatText`; NaN, which Redis never sends, if none. */
  nextFloat(): f64 {
    const type = this.next();
    if (type == ReplyType.Integer) return <f64>this.integer;
    if (type != ReplyType.Bulk && type != ReplyType.Simple) return NaN;
    return parseFloatText(this.at, this.size);
  }

  /** Points `out` to the bytes of a Bulk or Simple, inside the reply. An empty one is true, Null is not. */
  nextBytes(out: Span): bool {
    const type = this.next();
    if (type != ReplyType.Bulk && type != ReplyType.Simple) return false;
    out.set(this.at, this.size);
    return true;
  }

  /** A Bulk or Simple as UTF-8, or null for anything else. Allocates. */
  nextText(): string | null {
    const type = this.next();
    return type == ReplyType.Bulk || type == ReplyType.Simple ? textOf(this.at, this.size) : null;
  }

  /** Reads the head of an Array of `length` elements, which follow. */
  nextArray(): bool {
    return this.next() == ReplyType.Array;
  }

  /** Reads the head of an Array of pairs, as HGETALL gives them: `length` pairs, so twice as many values follow. */
  nextPairs(): bool {
    if (this.next() != ReplyType.Array || (this.length & 1) != 0) return false;
    this.length >>= 1;
    return true;
  }

  /**
   * Passes over the next value with all that lies in it. False if it is malformed or cut off, or if more than
   * `maxNesting` arrays (at most 32) lie in one another; then the reply is at its end.
   */
  skip(maxNesting: i32 = MAX_NESTING): bool {
    const most = min(maxNesting, MAX_NESTING);
    let open = 0;
    do {
      const type = this.next();
      if (type == ReplyType.Malformed) return false;
      if (type == ReplyType.Array) {
        if (open >= most) return this.giveUp();
        store<i32>(MISSING + ((<usize>open) << 2), this.length + 1);
        open += 1;
      }
      open = closeEnded(open);
    } while (open > 0);
    return true;
  }

  /** True if the reply is one value with nothing behind it, nested as `skip` allows; where it was read to stays. */
  isWhole(maxNesting: i32 = MAX_NESTING): bool {
    const cursor = this.cursor;
    this.cursor = this.start;
    const isWhole = this.skip(maxNesting) && this.isAtEnd;
    this.cursor = cursor;
    return isWhole;
  }

  /** The first line of the whole reply, at most `limit` bytes, for the log. What follows may be somebody's data. */
  preview(limit: i32): string {
    const size = <i32>(this.end - this.start);
    const isError = startsWithBytes(this.start, size, ERROR);
    const at = this.start + <usize>isError;
    let line = lengthTo(at, size - i32(isError), CR);
    // Redis repeats the arguments of a command it does not know, which hold what users are counted by.
    if (startsWithBytes(at, line, UNKNOWN_COMMAND)) line = lengthTo(at, line, COMMA);
    return textOf(at, min(line, limit));
  }

  /** Of an Error: whether its text starts with `code`, e.g. `NOSCRIPT`. */
  startsWith(code: Bytes): bool {
    return startsWithBytes(this.at, this.size, code);
  }

  private giveUp(): bool {
    this.type = ReplyType.Malformed;
    this.cursor = this.end;
    return false;
  }
}

/** Counts one more value, or the head of an array as an element of its own; how many arrays are still open. */
function closeEnded(open: i32): i32 {
  while (open > 0) {
    const missing = MISSING + ((<usize>(open - 1)) << 2);
    const left = load<i32>(missing) - 1;
    store<i32>(missing, left);
    if (left > 0) break;
    open -= 1;
  }
  return open;
}

/** Bytes before the first `stop`, or all. */
function lengthTo(at: usize, size: i32, stop: u8): i32 {
  const index = indexOfByte(at, size, stop);
  return index < 0 ? size : index;
}
