import { ByteBuffer } from "../byte-buffer";
import { storeUtf8 } from "../utf8";
import { Operation, Place, argumentOf, operationOf } from "./program";
import { REPLACEMENT_RUNE, isSurrogate } from "./rune";
import { WordBuffer } from "./word-buffer";

/** True if a match of `code` can only start where the text starts. */
export function isAnchored(code: WordBuffer): bool {
  return operationOf(code.get(0)) == Operation.Assert && argumentOf(code.get(0)) == Place.TextStart;
}

/**
 * Writes the bytes every match starts with, the straight run of single runes at the start of `code`; returns the
 * instruction behind them.
 */
export function writePrefix(code: WordBuffer, bytes: ByteBuffer): i32 {
  bytes.clear();
  let at = i32(isAnchored(code));
  for (; operationOf(code.get(at)) == Operation.Rune; at++) {
    const rune = argumentOf(code.get(at));
    // An invalid byte matches U+FFFD, and nothing matches a surrogate: neither is the same as its bytes.
    if (rune == REPLACEMENT_RUNE || isSurrogate(rune)) break;
    bytes.size += storeUtf8(bytes.reserve(4), rune);
  }
  return at;
}

/** Address of the first place where the `size` bytes at `wanted` stand, or `end` if there is none. */
export function findBytes(at: usize, end: usize, wanted: usize, size: i32): usize {
  for (; at + <usize>size <= end; at++) {
    if (hasBytes(at, end, wanted, size)) return at;
  }
  return end;
}

/** True if the range starts with the `size` bytes at `wanted`. */
export function hasBytes(at: usize, end: usize, wanted: usize, size: i32): bool {
  if (at + <usize>size > end) return false;
  for (let i: usize = 0; i < <usize>size; i++) {
    if (load<u8>(at + i) != load<u8>(wanted + i)) return false;
  }
  return true;
}
