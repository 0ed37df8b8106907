import { Span } from "./span";

function isBlank(byte: u8): bool {
  return byte == 0x20 || byte == 0x09;
}

/** Points `out` at the range without the spaces and tabs (OWS, RFC 9110 section 5.6.3) around it. */
export function trimBlanks(at: usize, size: i32, out: Span): void {
  let start = 0;
  let end = size;
  while (start < end && isBlank(load<u8>(at + start))) start += 1;
  while (end > start && isBlank(load<u8>(at + end - 1))) end -= 1;
  out.set(at + start, end - start);
}
