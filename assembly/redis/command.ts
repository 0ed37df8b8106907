import { ByteBuffer, digitsOf } from "../text/byte-buffer";
import { addressOf, Bytes, bytesOf, copyBytes } from "../text/bytes";

const ARRAY: u8 = 0x2a;
const BULK: u8 = 0x24;

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
    const size = String.UTF8.byteLength(value);
    this.head(BULK, size);
    String.UTF8.encodeUnsafe(changetype<usize>(value), value.length, this.out.reserve(size));
    this.out.size += size;
    this.out.crlf();
  }

  unsigned(value: u64): void {
    this.head(BULK, digitsOf(value));
    this.out.unsigned(value);
    this.out.crlf();
  }

  integer(value: i64): void {
    const magnitude = value < 0 ? <u64>(0 - value) : <u64>value;
    this.head(BULK, digitsOf(magnitude) + i32(value < 0));
    this.out.signed(value);
    this.out.crlf();
  }

  /** A part of `units` ASCII characters in UTF-16. */
  ascii(at: usize, units: i32): void {
    this.head(BULK, units);
    const into = this.out.reserve(units);
    for (let i = 0; i < units; i++) store<u8>(into + i, load<u8>(at + ((<usize>i) << 1)));
    this.out.size += units;
    this.out.crlf();
  }

  /** Appends parts that were encoded before. */
  append(encoded: Bytes): void {
    this.out.bytes(encoded);
  }

  private head(type: u8, count: i32): void {
    this.out.byte(type);
    this.out.unsigned(count);
    this.out.crlf();
  }
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
