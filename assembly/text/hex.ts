import { ByteBuffer } from "./byte-buffer";

/** Value of one hexadecimal digit of either case, or -1. */
export function hexValue(byte: u8): i32 {
  const digit = <u32>byte - 0x30;
  if (digit < 10) return digit;
  const letter = ((<u32>byte) | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : -1;
}

/** The lower-case digit of a `value` below 16. */
export function hexDigit(value: u32): u8 {
  return <u8>(value < 10 ? 0x30 + value : 0x57 + value);
}

/** Appends `size` bytes at `at` as lower-case hexadecimal text. */
export function writeHex(at: usize, size: i32, out: ByteBuffer): void {
  const target = out.reserve(size << 1);
  for (let i = 0; i < size; i++) {
    const byte: u32 = load<u8>(at + i);
    store<u8>(target + (i << 1), hexDigit(byte >> 4));
    store<u8>(target + (i << 1), hexDigit(byte & 15), 1);
  }
  out.size += size << 1;
}
