import { ByteBuffer } from "../byte-buffer";
import { hexDigit } from "../hex";
import { IPV4_OFFSET, isIpv4 } from "./address";

const GROUPS: i32 = 8;
const COLON: u8 = 0x3a;
const DOT: u8 = 0x2e;

/** Appends the canonical text of the 16 bytes at `address`: dotted IPv4, or IPv6 as in RFC 5952 section 4. */
export function formatIp(address: usize, out: ByteBuffer): void {
  if (isIpv4(address)) writeIpv4(address + IPV4_OFFSET, out);
  else writeIpv6(address, out);
}

function writeIpv4(fields: usize, out: ByteBuffer): void {
  for (let i = 0; i < 4; i++) {
    if (i > 0) out.byte(DOT);
    out.unsigned(load<u8>(fields + i));
  }
}

function writeIpv6(address: usize, out: ByteBuffer): void {
  const gap = longestZeroRun(address);
  const gapStart = gap >>> 8;
  const gapSize = gap & 0xff;
  let i = 0;
  while (i < GROUPS) {
    if (gapSize > 1 && i == gapStart) {
      out.byte(COLON);
      out.byte(COLON);
      i += gapSize;
      continue;
    }
    if (i > 0 && (gapSize < 2 || i != gapStart + gapSize)) out.byte(COLON);
    writeGroup(groupAt(address, i), out);
    i += 1;
  }
}

function groupAt(address: usize, index: i32): u32 {
  return bswap<u16>(load<u16>(address + (index << 1)));
}

/** Start of the longest, first run of zero groups in the high byte, its length in the low one. */
function longestZeroRun(address: usize): i32 {
  let bestStart = 0;
  let bestSize = 0;
  let size = 0;
  for (let i = 0; i < GROUPS; i++) {
    size = groupAt(address, i) == 0 ? size + 1 : 0;
    if (size > bestSize) {
      bestSize = size;
      bestStart = i + 1 - size;
    }
  }
  return (bestStart << 8) | bestSize;
}

function writeGroup(value: u32, out: ByteBuffer): void {
  let shift = 12;
  while (shift > 0 && value >>> shift == 0) shift -= 4;
  for (; shift >= 0; shift -= 4) out.byte(hexDigit((value >>> shift) & 15));
}
