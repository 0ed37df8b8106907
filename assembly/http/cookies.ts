import { Bytes, equalsBytes, indexOfByte } from "../text/bytes";
import { Span } from "../text/span";
import { trimBlanks } from "../text/trim";

const piece = new Span();
const pieceName = new Span();

/**
 * Points `out` at the value of a cookie in a Cookie header (RFC 6265 section 4.2). The value is everything behind
 * the first `=`, padding and quotes kept. A piece without `=` or with an empty value is passed over, so it can
 * not hide a later one of the same name. On false `out` is left alone.
 */
export function findCookie(header: usize, size: i32, name: Bytes, out: Span): bool {
  const end = header + size;
  let at = header;
  while (at < end) {
    const rest = <i32>(end - at);
    const semicolon = indexOfByte(at, rest, 0x3b);
    const pieceSize = semicolon < 0 ? rest : semicolon;
    trimBlanks(at, pieceSize, piece);
    const equals = indexOfByte(piece.at, piece.size, 0x3d);
    if (equals >= 0 && equals + 1 < piece.size) {
      trimBlanks(piece.at, equals, pieceName);
      if (equalsBytes(pieceName.at, pieceName.size, name)) {
        out.set(piece.at + equals + 1, piece.size - equals - 1);
        return true;
      }
    }
    at += pieceSize + 1;
  }
  return false;
}
