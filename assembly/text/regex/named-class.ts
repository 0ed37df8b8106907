import { addOtherCases } from "./case-folding";
import { CharClass } from "./char-class";
import { PatternReader } from "./pattern-reader";

/** `name=ranges;` for each class; every two characters of the ranges are the first and the last rune of one. */
const POSIX_CLASSES: string =
  "alnum=09AZaz;alpha=AZaz;ascii=\u0000\u007f;blank=\t\t  ;cntrl=\u0000\u001f\u007f\u007f;digit=09;" +
  "graph=!~;lower=az;print= ~;punct=!/:@[`{~;space=\t\r  ;upper=AZ;word=09AZ__az;xdigit=09AFaf;";
const DIGITS: string = "09;";
const SPACES: string = "\t\n\f\r  ;";
const WORD: string = "09AZ__az;";

const EQUALS: i32 = 0x3d;
const SEMICOLON: i32 = 0x3b;

/** Adds `\d`, `\s`, `\w` or, for the capital, all the rest. False if `letter` names none of them. */
export function addPerlClass(target: CharClass, letter: i32, isFolded: bool): bool {
  const small = letter | 0x20;
  let ranges = changetype<usize>(DIGITS);
  if (small == 0x73) ranges = changetype<usize>(SPACES);
  else if (small == 0x77) ranges = changetype<usize>(WORD);
  else if (small != 0x64) return false;
  addRanges(target, ranges, small != letter, isFolded);
  return true;
}

/**
 * Adds the class whose name the pattern holds from the reader's offset to `end`, or all the rest. False if there is
 * no such name.
 */
export function addPosixClass(
  target: CharClass,
  reader: PatternReader,
  end: i32,
  isNegated: bool,
  isFolded: bool,
): bool {
  let at = changetype<usize>(POSIX_CLASSES);
  const tableEnd = at + ((<usize>POSIX_CLASSES.length) << 1);
  while (at < tableEnd) {
    let offset = reader.offset;
    while (offset < end && load<u16>(at) != EQUALS && load<u16>(at) == reader.unitAt(offset)) {
      offset += 1;
      at += 2;
    }
    if (offset == end && load<u16>(at) == EQUALS) {
      addRanges(target, at + 2, isNegated, isFolded);
      return true;
    }
    while (load<u16>(at) != SEMICOLON) at += 2;
    at += 2;
  }
  return false;
}

const named: CharClass = new CharClass();

/** Adds the ranges at `at`, up to the semicolon. */
function addRanges(target: CharClass, at: usize, isNegated: bool, isFolded: bool): void {
  named.clear();
  for (; load<u16>(at) != SEMICOLON; at += 4) named.add(load<u16>(at), load<u16>(at, 2));
  // The other cases belong to the class before it is negated: (?i)[[:^upper:]] must not match "a".
  if (isFolded) addOtherCases(named);
  if (isNegated) named.negate();
  target.addClass(named);
}
