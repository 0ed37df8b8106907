/**
 * An IP address in memory is 16 bytes in network order; an IPv4 address is kept IPv4-mapped (RFC 4291 section
 * 2.5.5.2), so that both texts of one address are the same bytes.
 */
export const IP_SIZE: i32 = 16;

/** Where the four bytes of an IPv4 address start. */
export const IPV4_OFFSET: i32 = 12;

// Bytes 8 to 11 of a mapped address, 00 00 ff ff, as a little-endian word.
const MAPPED_MARK: u32 = 0xffff0000;

export function isIpv4(address: usize): bool {
  return load<u64>(address) == 0 && load<u32>(address, 8) == MAPPED_MARK;
}

/** Writes the twelve bytes in front of an IPv4 address. */
export function storeIpv4Prefix(address: usize): void {
  store<u64>(address, 0);
  store<u32>(address, MAPPED_MARK, 8);
}
