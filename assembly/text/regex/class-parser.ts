import { addOtherCases } from "./case-folding";
import { CharClass } from "./char-class";
import { readEscape } from "./escape";
import { addPerlClass, addPosixClass } from "./named-class";
import { PatternError } from "./pattern-error";
import { END, PatternReader } from "./pattern-reader";

const CLOSE: i32 = 0x5d; // ]
const BACKSLASH: i32 = 0x5c;
const HYPHEN: i32 = 0x2d;
const CARET: i32 = 0x5e;

/** Reads `[…]` from its opening bracket on into `runes`, which is empty. After an error they mean nothing. */
export function readClass(reader: PatternReader, runes: CharClass, isFolded: bool): void {
  const start = reader.offset;
  reader.skip(1);
  const isNegated = reader.accept(CARET);
  do {
    if (reader.isAtEnd) reader.fail(PatternError.MissingBracket, start);
    else if (!readNamedClass(reader, runes, isFolded)) readRange(reader, runes);
  } while (!reader.hasFailed && reader.current != CLOSE);
  reader.skip(1);
  if (isFolded) addOtherCases(runes);
  if (isNegated) runes.negate();
}

/** Reads `\d`, `\pL`, `[:alpha:]` and the like into `runes`; false if something else comes next. */
export function readNamedClass(reader: PatternReader, runes: CharClass, isFolded: bool): bool {
  if (reader.current == 0x5b && reader.following == 0x3a) return readPosixClass(reader, runes, isFolded);
  if (reader.current != BACKSLASH) return false;
  const letter = reader.following;
  if ((letter | 0x20) == 0x70) {
    refuseUnicodeClass(reader);
    return true;
  }
  if (!addPerlClass(runes, letter, isFolded)) return false;
  reader.skip(2);
  return true;
}

function readPosixClass(reader: PatternReader, runes: CharClass, isFolded: bool): bool {
  const start = reader.offset;
  const end = reader.findPair(0x3a, CLOSE, start + 2);
  if (end < 0) return false;
  reader.skip(2);
  const isNegated = reader.accept(CARET);
  const isKnown = addPosixClass(runes, reader, end, isNegated, isFolded);
  reader.seek(end + 2);
  if (!isKnown) reader.fail(PatternError.ClassRange, start);
  return true;
}

/** The tables of Unicode are larger than this whole plugin. */
function refuseUnicodeClass(reader: PatternReader): void {
  const start = reader.offset;
  reader.skip(2);
  if (reader.accept(0x7b)) {
    while (reader.current != 0x7d && !reader.isAtEnd) reader.skip(1);
  }
  reader.next();
  reader.fail(PatternError.UnicodeClass, start);
}

function readRange(reader: PatternReader, runes: CharClass): void {
  const start = reader.offset;
  const first = readMember(reader);
  let last = first;
  if (reader.current == HYPHEN && reader.following != CLOSE && reader.following != END) {
    reader.skip(1);
    last = readMember(reader);
    if (last < first) reader.fail(PatternError.ClassRange, start);
  }
  if (!reader.hasFailed) runes.add(first, last);
}

function readMember(reader: PatternReader): i32 {
  return reader.current == BACKSLASH ? readEscape(reader) : reader.next();
}
