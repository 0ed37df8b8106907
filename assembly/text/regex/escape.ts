import { hexValue } from "../hex";
import { PatternError } from "./pattern-error";
import { END, PatternReader } from "./pattern-reader";
import { LAST_RUNE } from "./rune";

const MAX_OCTAL_DIGITS: i32 = 3;
const HEX_DIGITS: i32 = 2;

/** Reads an escape that stands for one rune, from its backslash on; `END` after an error. */
export function readEscape(reader: PatternReader): i32 {
  const start = reader.offset;
  reader.skip(1);
  if (reader.isAtEnd) {
    reader.fail(PatternError.TrailingBackslash, start);
    return END;
  }
  const rune = readEscaped(reader);
  if (rune == END) reader.fail(PatternError.Escape, start);
  return rune;
}

function readEscaped(reader: PatternReader): i32 {
  const escaped = reader.next();
  switch (escaped) {
    case 0x61: // a
      return 0x07;
    case 0x66: // f
      return 0x0c;
    case 0x6e: // n
      return 0x0a;
    case 0x72: // r
      return 0x0d;
    case 0x74: // t
      return 0x09;
    case 0x76: // v
      return 0x0b;
    case 0x78: // x
      return reader.accept(0x7b) ? readBracedHex(reader) : readTwoHex(reader);
  }
  if (isOctalDigit(escaped)) return readOctal(reader, escaped);
  // Any other letter or digit may get a meaning some day, so it does not stand for itself.
  return escaped < 0x80 && !isAlphanumeric(escaped) ? escaped : END;
}

/** One digit alone would be a backreference, unless it is 0. */
function readOctal(reader: PatternReader, first: i32): i32 {
  if (first != 0x30 && !isOctalDigit(reader.current)) return END;
  let rune = first - 0x30;
  for (let i = 1; i < MAX_OCTAL_DIGITS && isOctalDigit(reader.current); i++)
    rune = rune * 8 + reader.next() - 0x30;
  return rune;
}

function readTwoHex(reader: PatternReader): i32 {
  let rune = 0;
  for (let i = 0; i < HEX_DIGITS; i++) {
    const digit = hexValueOf(reader.next());
    if (digit < 0) return END;
    rune = rune * 16 + digit;
  }
  return rune;
}

function readBracedHex(reader: PatternReader): i32 {
  const start = reader.offset;
  let rune = 0;
  while (reader.current != 0x7d) {
    const digit = hexValueOf(reader.next());
    if (digit < 0) return END;
    rune = rune * 16 + digit;
    if (rune > LAST_RUNE) return END;
  }
  const isEmpty = reader.offset == start;
  reader.skip(1);
  return isEmpty ? END : rune;
}

function isOctalDigit(unit: i32): bool {
  return unit >= 0x30 && unit <= 0x37;
}

export function isAlphanumeric(unit: i32): bool {
  const letter = unit | 0x20;
  return (unit >= 0x30 && unit <= 0x39) || (letter >= 0x61 && letter <= 0x7a);
}

function hexValueOf(rune: i32): i32 {
  return rune < 0x80 ? hexValue(<u8>rune) : -1;
}
