export enum ReplyType {
  /** Not RESP2, or cut off. The host checks replies too, but a proxy in between may not. */
  Malformed,
  Simple,
  Error,
  Integer,
  Bulk,
  Array,
  Null,
}

const CR: u8 = 0x0d;
const LF: u8 = 0x0a;
/** What every i64 takes and u64 always holds. */
const MAX_DIGITS: i32 = 19;

/**
 * Walks over a RESP2 reply value by value, in place: `next` gives the type of the next value and fills the fields that
 * belong to it. An array's elements follow as further values. Nothing is copied, so all of it is gone when the callback
 * of the reply returns.
 */
@unmanaged
export class ReplyCursor {
  /** Of the last value. */
  type: ReplyType = ReplyType.Malformed;
  /** Value of an Integer. */
  integer: i64 = 0;
  /** Text of a Simple, Error or Bulk. */
  at: usize = 0;
  size: i32 = 0;
  /** Number of elements of an Array. */
  length: i32 = 0;

  protected start: usize = 0;
  protected cursor: usize = 0;
  protected end: usize = 0;

  open(at: usize, size: i32): void {
    this.start = at;
    this.cursor = at;
    this.end = at + size;
  }

  next(): ReplyType {
    const type = this.read();
    this.type = type;
    if (type == ReplyType.Malformed) this.cursor = this.end;
    return type;
  }

  /** True if all of the reply was read. */
  get isAtEnd(): bool {
    return this.cursor == this.end;
  }

  // @ts-ignore: decorator
  @inline
  private read(): ReplyType {
    if (this.cursor >= this.end) return ReplyType.Malformed;
    const type = load<u8>(this.cursor);
    this.cursor += 1;
    switch (type) {
      case 0x2b: // +
        return this.readLine() ? ReplyType.Simple : ReplyType.Malformed;
      case 0x2d: // -
        return this.readLine() ? ReplyType.Error : ReplyType.Malformed;
      case 0x3a: // :
        return this.readInteger() ? ReplyType.Integer : ReplyType.Malformed;
      case 0x24: // $
        return this.readBulk();
      case 0x2a: // *
        return this.readArrayHead();
      default:
        return ReplyType.Malformed;
    }
  }

  private readBulk(): ReplyType {
    if (!this.readInteger()) return ReplyType.Malformed;
    const size = this.integer;
    if (size == -1) return ReplyType.Null;
    if (size < 0 || size > <i64>(this.end - this.cursor) - 2) return ReplyType.Malformed;
    this.at = this.cursor;
    this.size = <i32>size;
    this.cursor += <usize>size;
    return this.readLineEnd() ? ReplyType.Bulk : ReplyType.Malformed;
  }

  private readArrayHead(): ReplyType {
    if (!this.readInteger()) return ReplyType.Malformed;
    const length = this.integer;
    if (length == -1) return ReplyType.Null;
    // The shortest element takes three bytes (`+\r\n`), which bounds what a hostile length can make us loop over.
    if (length < 0 || length > <i64>(this.end - this.cursor) / 3) return ReplyType.Malformed;
    this.length = <i32>length;
    return ReplyType.Array;
  }

  private readLine(): bool {
    this.at = this.cursor;
    while (this.cursor < this.end && load<u8>(this.cursor) != CR) this.cursor += 1;
    this.size = <i32>(this.cursor - this.at);
    return this.readLineEnd();
  }

  private readInteger(): bool {
    const stop = this.parseInteger(this.cursor, this.end);
    if (stop == 0) return false;
    this.cursor = stop;
    return this.readLineEnd();
  }

  /** Reads sign and digits into `integer`; the address behind them, or 0 if there are none or too many. */
  protected parseInteger(from: usize, end: usize): usize {
    let at = from;
    const sign: u8 = at < end ? load<u8>(at) : 0;
    if (sign == 0x2d || sign == 0x2b) at += 1;
    const first = at;
    let magnitude: u64 = 0;
    for (; at < end; at += 1) {
      const digit = <u32>load<u8>(at) - 0x30;
      if (digit > 9) break;
      if (<i32>(at - first) == MAX_DIGITS) return 0;
      magnitude = magnitude * 10 + digit;
    }
    const isNegative = sign == 0x2d;
    if (at == first || magnitude > <u64>i64.MAX_VALUE + u64(isNegative)) return 0;
    this.integer = isNegative ? 0 - <i64>magnitude : <i64>magnitude;
    return at;
  }

  // @ts-ignore: decorator
  @inline
  private readLineEnd(): bool {
    if (this.end - this.cursor < 2) return false;
    if (load<u8>(this.cursor) != CR || load<u8>(this.cursor, 1) != LF) return false;
    this.cursor += 2;
    return true;
  }
}
