import { utf8SequenceSize } from "../utf8";

/** What an invalid byte counts as: one rune of width 1, as in Go. */
export const REPLACEMENT_RUNE: i32 = 0xfffd;
export const LAST_RUNE: i32 = 0x10ffff;

const WIDTH_SHIFT: i32 = 24;

/**
 * Decodes the rune at `at`, which is before `end`; read the answer with `runeOf` and `widthOf`.
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
  const width = utf8SequenceSize(at, <i32>(end - at));
  if (width == 0) return REPLACEMENT_RUNE | (1 << WIDTH_SHIFT);
  let rune = first & (0x7f >> width);
  for (let i = 1; i < width; i++) rune = (rune << 6) | (load<u8>(at + i) & 0x3f);
  return rune | (width << WIDTH_SHIFT);
}

export function isSurrogate(rune: i32): bool {
  return (rune & ~0x7ff) == 0xd800;
}
