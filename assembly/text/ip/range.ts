import { bytesOf, indexOfByte } from "../bytes";
import { Decimal, DecimalError, parseUnsigned } from "../decimal";
import { decimalText } from "../decimal-text";
import { IP_SIZE, isIpv4 } from "./address";
import { parseIp } from "./parse";

const SLASH: u8 = 0x2f;
const MAPPED_BITS: i64 = 96;
const ALL_BITS: i64 = 128;

/**
 * The addresses that share a prefix. A range is of one family: an IPv4 range holds no IPv6 address and the other
 * way round, `0.0.0.0/0` and `::/0` included.
 */
export class IpRange {
  constructor(
    private networkHigh: u64,
    private networkLow: u64,
    private maskHigh: u64,
    private maskLow: u64,
    private holdsIpv4: bool,
  ) {}

  /** `address` points at 16 bytes, see address.ts. */
  contains(address: usize): bool {
    return (
      isIpv4(address) == this.holdsIpv4 &&
      (load<u64>(address) & this.maskHigh) == this.networkHigh &&
      (load<u64>(address, 8) & this.maskLow) == this.networkLow
    );
  }
}

/** Exactly one of the two is set. */
export class IpRangeResult {
  constructor(
    public range: IpRange | null,
    public error: string | null,
  ) {}
}

const address: usize = memory.data(IP_SIZE, 8);
const prefix = new Decimal();

/**
 * Reads `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32` or the mapped `::ffff:192.0.2.0/120` (the same as `/24`).
 * Bits behind the prefix may be set and are dropped, as in Go's net.ParseCIDR.
 */
export function parseIpRange(text: string): IpRangeResult {
  const bytes = bytesOf(text);
  const at = changetype<usize>(bytes);
  const slash = indexOfByte(at, bytes.byteLength, SLASH);
  const addressSize = slash < 0 ? bytes.byteLength : slash;
  if (!parseIp(at, addressSize, address)) return refuse("not an IP address or CIDR range");

  const holdsIpv4 = isIpv4(address);
  const isMappedText = holdsIpv4 && indexOfByte(at, addressSize, 0x3a) >= 0;
  let bits = ALL_BITS;
  if (slash >= 0) {
    const error = parseUnsigned(at + slash + 1, bytes.byteLength - slash - 1, prefix);
    const isV4Text = holdsIpv4 && !isMappedText;
    const most = isV4Text ? ALL_BITS - MAPPED_BITS : ALL_BITS;
    const least = isMappedText ? MAPPED_BITS : 0;
    if (error != DecimalError.None || prefix.value < least || prefix.value > most) {
      return refuse(`the prefix length must be a number from ${decimalText(least)} to ${decimalText(most)}`);
    }
    bits = isV4Text ? prefix.value + MAPPED_BITS : prefix.value;
  }
  return new IpRangeResult(rangeOf(<i32>bits, holdsIpv4), null);
}

function refuse(message: string): IpRangeResult {
  return new IpRangeResult(null, message);
}

function rangeOf(bits: i32, holdsIpv4: bool): IpRange {
  const maskHigh = prefixMask(min(bits, 64));
  const maskLow = prefixMask(max(bits - 64, 0));
  return new IpRange(
    load<u64>(address) & maskHigh,
    load<u64>(address, 8) & maskLow,
    maskHigh,
    maskLow,
    holdsIpv4,
  );
}

/** The first `bits` of eight bytes in network order. */
function prefixMask(bits: i32): u64 {
  // A shift by 64 is a shift by 0 in WebAssembly.
  return bits == 0 ? 0 : bswap<u64>(u64.MAX_VALUE << (64 - bits));
}
