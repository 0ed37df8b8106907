import { ByteBuffer, digitsOf } from "../text/byte-buffer";
import { addressOf, Bytes, bytesOf, copyBytes } from "../text/bytes";
import { narrowAscii } from "../text/utf16";

const ARRAY: u8 = 0x2a;
const BULK: u8 = 0x24;
const MINUS: u8 = 0x2d;
const CRLF: u16 = 0x0a0d;

/**
 * Encodes one RESP command (an array of bulk strings) into a buffer that is used again for the next one.
 * The number of parts is announced first, and exactly that many must follow: a command short of a part gets no
 * reply and stalls the connection for every plugin of the worker.
 */
@unmanaged
export class CommandWriter {
  out: ByteBuffer = new ByteBuffer();

  begin(parts: i32): void {
    this.out.clear();
    this.head(ARRAY, parts);
  }

  /** Starts from parts that were encoded before, see `encodeParts`. */
  beginWith(encoded: Bytes): void {
    this.out.clear();
    this.out.bytes(encoded);
  }

  bulk(at: usize, size: i32): void {
    this.head(BULK, size);
    this.out.raw(at, size);
    this.out.crlf();
  }

  text(value: Bytes): void {
    this.bulk(addressOf(value), value.byteLength);
  }

  /** Encodes `value` as UTF-8 on the way; nothing is allocated. */
  string(value: string): void {
    const at = changetype<usize>(value);
    const units = value.length;
    const before = this.out.size;
    if (narrowAscii(at, units, this.frame(units))) return;
    this.out.size = before;
    String.UTF8.encodeUnsafe(at, units, this.frame(String.UTF8.byteLength(value)));
  }

  integer(value: i64): void {
    const isNegative = value < 0;
    this.decimal(isNegative ? <u64>(0 - value) : <u64>value, isNegative);
  }

  unsigned(value: u64): void {
    this.decimal(value, false);
  }

  /** Appends parts that were encoded before. */
  append(encoded: Bytes): void {
    this.out.bytes(encoded);
  }

  /** Appends a part of `size` bytes without them; the address where they go. */
  // @ts-ignore: decorator
  @inline
  protected frame(size: i32): usize {
    const digits = size < 10 ? 1 : size < 100 ? 2 : digitsOf(size);
    const total = size + digits + 5;
    let at = this.out.reserve(total);
    this.out.size += total;
    store<u8>(at, BULK);
    at += digits;
    storeDigits(at, size);
    store<u16>(at, CRLF, 1);
    store<u16>(at + size, CRLF, 3);
    return at + 3;
  }

  private decimal(magnitude: u64, isNegative: bool): void {
    const size = digitsOf(magnitude) + i32(isNegative);
    const at = this.frame(size);
    if (isNegative) store<u8>(at, MINUS);
    storeDigits(at + size - 1, magnitude);
  }

  private head(type: u8, count: i32): void {
    this.out.byte(type);
    this.out.unsigned(count);
    this.out.crlf();
  }
}

/** Writes the decimal digits of `value`, the last one to `last`. */
function storeDigits(last: usize, value: u64): void {
  let at = last;
  let large = value;
  for (; large > <u64>u32.MAX_VALUE; large /= 10) store<u8>(at--, 0x30 + <u8>(large % 10));
  // Engines divide 32 bits by a constant without dividing.
  let small = <u32>large;
  for (; small > 9; small /= 10) store<u8>(at--, 0x30 + <u8>(small % 10));
  store<u8>(at, 0x30 + <u8>small);
}

const encoder = new CommandWriter();

/**
 * Encodes the constant parts of a command once, at configuration time: the head of one that will have `total` parts
 * (`*total`), or, with `total` 0, only the parts themselves.
 */
export function encodeParts(total: i32, parts: string[]): Bytes {
  encoder.out.clear();
  if (total > 0) encoder.begin(total);
  for (let i = 0; i < parts.length; i++) encoder.text(bytesOf(unchecked(parts[i])));
  return copyBytes(encoder.out.at, encoder.out.size);
}
