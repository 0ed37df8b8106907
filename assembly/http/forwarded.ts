import { indexOfByte, lastIndexOfByte } from "../text/bytes";
import { Span } from "../text/span";
import { trimBlanks } from "../text/trim";

const COMMA: u8 = 0x2c;

/** Points `out` at the left-most element of an `X-Forwarded-For`-like list: the client, if every hop is honest. */
export function leftMost(at: usize, size: i32, out: Span): void {
  const comma = indexOfByte(at, size, COMMA);
  trimBlanks(at, comma < 0 ? size : comma, out);
}

/**
 * Points `out` at the `position`-th element from the right, 1 being the last: with that many trusted hops it is
 * the first address a client can't forge. False if the list is shorter; `out` is left alone then.
 */
export function fromRight(at: usize, size: i32, position: i32, out: Span): bool {
  let end = size;
  while (position > 1) {
    end = lastIndexOfByte(at, end, COMMA);
    if (end < 0) return false;
    position -= 1;
  }
  const start = lastIndexOfByte(at, end, COMMA) + 1;
  trimBlanks(at + start, end - start, out);
  return true;
}
