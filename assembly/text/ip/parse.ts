import { hexValue } from "../hex";
import { indexOfByte } from "../bytes";
import { IP_SIZE, IPV4_OFFSET, storeIpv4Prefix } from "./address";

const COLON: u8 = 0x3a;
const DOT: u8 = 0x2e;

/**
 * Reads the whole range as an IPv4 or IPv6 address (RFC 4291 section 2.2) into the 16 bytes at `out`. As strict
 * as Go's net.ParseIP: no leading zeros in IPv4, no zone, no port. On false the bytes at `out` mean nothing.
 */
export function parseIp(at: usize, size: i32, out: usize): bool {
  if (indexOfByte(at, size, COLON) >= 0) return parseIpv6(at, size, out);
  storeIpv4Prefix(out);
  return parseIpv4Fields(at, size, out + IPV4_OFFSET);
}

function parseIpv4Fields(at: usize, size: i32, out: usize): bool {
  let field = 0;
  let value: u32 = 0;
  let digits = 0;
  for (let i = 0; i < size; i++) {
    const byte = load<u8>(at + i);
    if (byte == DOT) {
      if (digits == 0 || field == 3) return false;
      store<u8>(out + field, <u8>value);
      field += 1;
      value = 0;
      digits = 0;
      continue;
    }
    const digit = <u32>byte - 0x30;
    const hasLeadingZero = digits > 0 && value == 0;
    if (digit > 9 || hasLeadingZero) return false;
    value = value * 10 + digit;
    if (value > 255) return false;
    digits += 1;
  }
  store<u8>(out + field, <u8>value);
  return field == 3 && digits > 0;
}

function parseIpv6(at: usize, size: i32, out: usize): bool {
  const end = at + size;
  let position = at;
  let written = 0;
  let ellipsis = -1;
  if (isEllipsis(position, end)) {
    ellipsis = 0;
    position += 2;
  }
  while (position < end) {
    if (written == IP_SIZE) return false;
    const digits = countHexDigits(position, end);
    const next = position + digits;
    if (digits == 0) return false;
    if (next < end && load<u8>(next) == DOT) {
      if (written > IPV4_OFFSET) return false;
      if (!parseIpv4Fields(position, <i32>(end - position), out + written)) return false;
      written += 4;
      break;
    }
    if (digits > 4) return false;
    storeGroup(position, digits, out + written);
    written += 2;
    position = next;
    if (position == end) break;
    if (isEllipsis(position, end)) {
      if (ellipsis >= 0) return false;
      ellipsis = written;
      position += 2;
    } else if (load<u8>(position) == COLON && position + 1 < end) {
      position += 1;
    } else {
      return false;
    }
  }
  return expandEllipsis(out, written, ellipsis);
}

function isEllipsis(position: usize, end: usize): bool {
  return end - position >= 2 && load<u8>(position) == COLON && load<u8>(position, 1) == COLON;
}

function countHexDigits(position: usize, end: usize): i32 {
  let count = 0;
  while (position + count < end && hexValue(load<u8>(position + count)) >= 0) count += 1;
  return count;
}

function storeGroup(position: usize, digits: i32, out: usize): void {
  let value = 0;
  for (let i = 0; i < digits; i++) value = (value << 4) | hexValue(load<u8>(position + i));
  store<u16>(out, bswap<u16>(<u16>value));
}

/** Moves what stands behind `::` to the end; the ellipsis has to stand for at least one group. */
function expandEllipsis(out: usize, written: i32, ellipsis: i32): bool {
  if (ellipsis < 0) return written == IP_SIZE;
  if (written == IP_SIZE) return false;
  const moved = written - ellipsis;
  memory.copy(out + IP_SIZE - moved, out + ellipsis, moved);
  memory.fill(out + ellipsis, 0, IP_SIZE - written);
  return true;
}
