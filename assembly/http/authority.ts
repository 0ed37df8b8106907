import { lastIndexOfByte } from "../text/bytes";

/** Length of the host in `host`, `host:port`, `[v6]` or `[v6]:port`; the brackets belong to the host. */
export function hostSize(at: usize, size: i32): i32 {
  const colon = lastIndexOfByte(at, size, 0x3a);
  const isInBrackets = colon < lastIndexOfByte(at, size, 0x5d) || isUnclosed(at, size);
  return colon < 0 || isInBrackets ? size : colon;
}

function isUnclosed(at: usize, size: i32): bool {
  return size > 0 && load<u8>(at) == 0x5b && lastIndexOfByte(at, size, 0x5d) < 0;
}
