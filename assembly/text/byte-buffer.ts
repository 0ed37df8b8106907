import { Bytes } from "./bytes";

const FIRST_CAPACITY: i32 = 256;

/**
 * A growable, reusable output buffer outside the garbage collector. `clear` keeps the memory. Nothing ever frees it, so
 * make one for each place of use, never one for each request.
 */
@unmanaged
export class ByteBuffer {
  at: usize = 0;
  size: i32 = 0;
  private capacity: i32 = 0;

  clear(): void {
    this.size = 0;
  }

  /** Makes room for `count` more bytes and returns the address where they go; `size` is left alone. */
  // @ts-ignore: decorator
  @inline
  reserve(count: i32): usize {
    const needed = this.size + count;
    if (<u32>needed > <u32>this.capacity) this.grow(needed);
    return this.at + this.size;
  }

  byte(value: u8): void {
    store<u8>(this.reserve(1), value);
    this.size += 1;
  }

  raw(from: usize, count: i32): void {
    memory.copy(this.reserve(count), from, count);
    this.size += count;
  }

  bytes(value: Bytes): void {
    this.raw(changetype<usize>(value), value.byteLength);
  }

  crlf(): void {
    store<u16>(this.reserve(2), 0x0a0d);
    this.size += 2;
  }

  unsigned(value: u64): void {
    const digits = digitsOf(value);
    let end = this.reserve(digits) + digits;
    this.size += digits;
    do {
      end -= 1;
      store<u8>(end, 0x30 + <u8>(value % 10));
      value /= 10;
    } while (value != 0);
  }

  signed(value: i64): void {
    if (value < 0) {
      this.byte(0x2d);
      this.unsigned(<u64>(0 - value));
    } else {
      this.unsigned(<u64>value);
    }
  }

  private grow(needed: i32): void {
    let capacity = max(this.capacity, FIRST_CAPACITY);
    // Unsigned: what is beyond the greatest i32 must fail in the allocator, not go on for ever here.
    while (<u32>capacity < <u32>needed) capacity <<= 1;
    this.at = this.at == 0 ? heap.alloc(capacity) : heap.realloc(this.at, capacity);
    this.capacity = capacity;
  }
}

/** Number of decimal digits of `value`. */
export function digitsOf(value: u64): i32 {
  let digits = 1;
  while (value >= 10) {
    value /= 10;
    digits += 1;
  }
  return digits;
}
