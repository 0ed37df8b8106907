import { ByteBuffer } from "../text/byte-buffer";
import { Bytes, indexOfByte } from "../text/bytes";
import { hexValue } from "../text/hex";

const MALFORMED: i32 = -1;

/**
 * Finds a query parameter of a `:path` and writes its decoded value to `out` (cleared first). The first pair
 * with that decoded name wins; without `=` the value is empty. As in Go's url.ParseQuery a pair with a bad
 * escape or a `;` is no pair at all, and the others still count.
 */
export function findParameter(path: usize, size: i32, name: Bytes, out: ByteBuffer): bool {
  out.clear();
  const fragment = indexOfByte(path, size, 0x23);
  if (fragment >= 0) size = fragment;
  const question = indexOfByte(path, size, 0x3f);
  if (question < 0) return false;

  const end = path + size;
  let pair = path + question + 1;
  while (pair < end) {
    const rest = <i32>(end - pair);
    const ampersand = indexOfByte(pair, rest, 0x26);
    const pairSize = ampersand < 0 ? rest : ampersand;
    if (readPair(pair, pairSize, name, out)) return true;
    pair += pairSize + 1;
  }
  return false;
}

function readPair(at: usize, size: i32, name: Bytes, out: ByteBuffer): bool {
  if (size == 0 || indexOfByte(at, size, 0x3b) >= 0) return false;
  const equals = indexOfByte(at, size, 0x3d);
  if (equals < 0) return decodesTo(at, size, name);
  if (!decodesTo(at, equals, name)) return false;
  return decode(at + equals + 1, size - equals - 1, out);
}

function decodesTo(at: usize, size: i32, name: Bytes): bool {
  const end = at + size;
  let matched = 0;
  while (at < end) {
    const byte = decodeByte(at, end);
    if (byte == MALFORMED || matched == name.byteLength) return false;
    if (byte != load<u8>(changetype<usize>(name) + matched)) return false;
    matched += 1;
    at += escapeSize(at);
  }
  return matched == name.byteLength;
}

function decode(at: usize, size: i32, out: ByteBuffer): bool {
  const end = at + size;
  while (at < end) {
    const byte = decodeByte(at, end);
    if (byte == MALFORMED) {
      out.clear();
      return false;
    }
    out.byte(<u8>byte);
    at += escapeSize(at);
  }
  return true;
}

function escapeSize(at: usize): usize {
  return load<u8>(at) == 0x25 ? 3 : 1;
}

function decodeByte(at: usize, end: usize): i32 {
  const byte = load<u8>(at);
  if (byte == 0x2b) return 0x20;
  if (byte != 0x25) return byte;
  if (end - at < 3) return MALFORMED;
  const high = hexValue(load<u8>(at, 1));
  const low = hexValue(load<u8>(at, 2));
  return high < 0 || low < 0 ? MALFORMED : (high << 4) | low;
}
