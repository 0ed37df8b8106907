import { ByteBuffer } from "../byte-buffer";

/** What an invalid byte counts as: one rune of width 1, as in Go. */
export const REPLACEMENT_RUNE: i32 = 0xfffd;
export const LAST_RUNE: i32 = 0x10ffff;

const WIDTH_SHIFT: i32 = 24;

/**
 * Decodes the rune at `at`, `at < end`; read the answer with `runeOf` and `widthOf`. Overlong forms, surrogates
 * and values past U+10FFFF are invalid (RFC 3629 section 4).
 */
// @ts-ignore: decorator
@inline
export function decodeRune(at: usize, end: usize): i32 {
  const first: i32 = load<u8>(at);
  return first < 0x80 ? first | (1 << WIDTH_SHIFT) : decodeLongRune(at, end, first);
}

// @ts-ignore: decorator
@inline
export function runeOf(decoded: i32): i32 {
  return decoded & 0xffffff;
}

// @ts-ignore: decorator
@inline
export function widthOf(decoded: i32): i32 {
  return decoded >> WIDTH_SHIFT;
}

function decodeLongRune(at: usize, end: usize, first: i32): i32 {
  const invalid = REPLACEMENT_RUNE | (1 << WIDTH_SHIFT);
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || end - at < <usize>width) return invalid;
  let rune = first & (0x7f >> width);
  for (let i = 1; i < width; i++) {
    const next: i32 = load<u8>(at + i);
    if ((next & 0xc0) != 0x80) return invalid;
    rune = (rune << 6) | (next & 0x3f);
  }
  const isOverlong = (width == 3 && rune < 0x800) || (width == 4 && rune < 0x10000);
  if (isOverlong || rune > LAST_RUNE || isSurrogate(rune)) return invalid;
  return rune | (width << WIDTH_SHIFT);
}

export function isSurrogate(rune: i32): bool {
  return (rune & ~0x7ff) == 0xd800;
}

/** Writes `rune`, which is not a surrogate, as UTF-8. */
export function encodeRune(rune: i32, bytes: ByteBuffer): void {
  if (rune < 0x80) {
    bytes.byte(<u8>rune);
    return;
  }
  const width = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
  let shift = 6 * (width - 1);
  // The first byte has one leading 1 bit for each byte of the rune.
  bytes.byte(<u8>((0xf00 >> width) | (rune >> shift)));
  while (shift > 0) {
    shift -= 6;
    bytes.byte(<u8>(0x80 | ((rune >> shift) & 0x3f)));
  }
}
