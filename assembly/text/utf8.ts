// @ts-ignore: decorator
@inline
function isContinuation(byte: u8): bool {
  return (byte & 0xc0) == 0x80;
}

/**
 * Bytes of the UTF-8 sequence (RFC 3629) that starts the range, 1 to 4; 0 if it is cut short, overlong, a
 * surrogate, above U+10FFFF or no start of a sequence.
 */
export function utf8SequenceSize(at: usize, size: i32): i32 {
  if (size < 1) return 0;
  const first = load<u8>(at);
  if (first < 0x80) return 1;
  // 0xc0 and 0xc1 could only start overlong forms.
  if (first < 0xc2 || size < 2) return 0;
  const second = load<u8>(at, 1);
  if (!isContinuation(second)) return 0;
  if (first < 0xe0) return 2;
  if (size < 3 || !isContinuation(load<u8>(at, 2))) return 0;
  if (first < 0xf0) {
    if (first == 0xe0 && second < 0xa0) return 0;
    if (first == 0xed && second >= 0xa0) return 0;
    return 3;
  }
  if (first > 0xf4 || size < 4 || !isContinuation(load<u8>(at, 3))) return 0;
  if (first == 0xf0 && second < 0x90) return 0;
  if (first == 0xf4 && second >= 0x90) return 0;
  return 4;
}

/** Offset of the first byte that does not belong to valid UTF-8, or -1. */
export function firstInvalidUtf8(at: usize, size: i32): i32 {
  let offset = 0;
  while (offset < size) {
    const step = utf8SequenceSize(at + offset, size - offset);
    if (step == 0) return offset;
    offset += step;
  }
  return -1;
}

/** Number of characters (code points) in a range of valid UTF-8. */
export function countCharacters(at: usize, size: i32): i32 {
  let count = 0;
  for (let i = 0; i < size; i++) {
    if (!isContinuation(load<u8>(at + i))) count += 1;
  }
  return count;
}

/** Writes a code point that is not a surrogate as UTF-8 and returns the bytes written, at most 4. */
export function storeUtf8(at: usize, codePoint: u32): i32 {
  if (codePoint < 0x80) {
    store<u8>(at, <u8>codePoint);
    return 1;
  }
  if (codePoint < 0x800) {
    store<u8>(at, <u8>(0xc0 | (codePoint >> 6)));
    store<u8>(at, <u8>(0x80 | (codePoint & 0x3f)), 1);
    return 2;
  }
  if (codePoint < 0x10000) {
    store<u8>(at, <u8>(0xe0 | (codePoint >> 12)));
    store<u8>(at, <u8>(0x80 | ((codePoint >> 6) & 0x3f)), 1);
    store<u8>(at, <u8>(0x80 | (codePoint & 0x3f)), 2);
    return 3;
  }
  store<u8>(at, <u8>(0xf0 | (codePoint >> 18)));
  store<u8>(at, <u8>(0x80 | ((codePoint >> 12) & 0x3f)), 1);
  store<u8>(at, <u8>(0x80 | ((codePoint >> 6) & 0x3f)), 2);
  store<u8>(at, <u8>(0x80 | (codePoint & 0x3f)), 3);
  return 4;
}
