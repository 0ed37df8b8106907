import { indexOfByte, lastIndexOfByte } from "../bytes";
import { Span } from "../span";
import { trimBlanks } from "../trim";

const COLON: u8 = 0x3a;

/**
 * Points `out` at the address part of `1.2.3.4:5678`, `[2001:db8::1]:443`, `[::1]`, `::1` or `1.2.3.4`, blanks
 * around it dropped. Anything else is passed on as it is, for `parseIp` to refuse.
 */
export function splitPeer(at: usize, size: i32, out: Span): void {
  trimBlanks(at, size, out);
  if (out.size == 0) return;
  if (load<u8>(out.at) == 0x5b) {
    stripBrackets(out);
    return;
  }
  const colon = indexOfByte(out.at, out.size, COLON);
  // More than one colon is IPv6 without a port.
  if (colon >= 0 && colon == lastIndexOfByte(out.at, out.size, COLON)) out.size = colon;
}

function stripBrackets(out: Span): void {
  const close = indexOfByte(out.at, out.size, 0x5d);
  if (close < 0) return;
  const isEnd = close + 1 == out.size;
  if (isEnd || load<u8>(out.at + close + 1) == COLON) out.set(out.at + 1, close - 1);
}
