import { ByteBuffer } from "../byte-buffer";
import { Bytes } from "../bytes";
import { Operation, Place, argumentOf, operationOf } from "./program";
import { REPLACEMENT_RUNE, encodeRune, isSurrogate } from "./rune";
import { WordBuffer } from "./word-buffer";

/** True if a match of `code` can only start where the text starts. */
export function isAnchored(code: WordBuffer): bool {
  return operationOf(code.get(0)) == Operation.Assert && argumentOf(code.get(0)) == Place.TextStart;
}

/**
 * Writes the bytes every match starts with, the straight run of single runes from instruction `start` on; returns
 * the instruction behind them.
 */
export function writePrefix(code: WordBuffer, start: i32, bytes: ByteBuffer): i32 {
  bytes.clear();
  let at = start;
  for (; operationOf(code.get(at)) == Operation.Rune; at++) {
    const rune = argumentOf(code.get(at));
    // An invalid byte matches U+FFFD, and nothing matches a surrogate: neither is the same as its bytes.
    if (rune == REPLACEMENT_RUNE || isSurrogate(rune)) break;
    encodeRune(rune, bytes);
  }
  return at;
}

/** Address of the first `bytes` in the range, or `end` if there are none and `bytes` is not empty. */
export function findBytes(at: usize, end: usize, bytes: Bytes): usize {
  const wanted = changetype<usize>(bytes);
  const length = bytes.byteLength;
  if (length == 0) return at;
  const first = load<u8>(wanted);
  for (; at + length <= end; at++) {
    if (load<u8>(at) == first && memory.compare(at, wanted, length) == 0) return at;
  }
  return end;
}
