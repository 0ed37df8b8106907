import { CharClass } from "./char-class";
import { PatternReader } from "./pattern-reader";
import { addOtherCases } from "./case-folding";

const DIGITS: string = "09";
const SPACES: string = "\t\n\f\r  ";
const WORD: string = "09AZ__az";

/** The POSIX names and their ranges, written as `CharClass.addPairs` reads them. */
const POSIX_CLASSES: StaticArray<string> = [
  "alnum",
  "09AZaz",
  "alpha",
  "AZaz",
  "ascii",
  "\u0000\u007f",
  "blank",
  "\t\t  ",
  "cntrl",
  "\u0000\u001f\u007f\u007f",
  "digit",
  DIGITS,
  "graph",
  "!~",
  "lower",
  "az",
  "print",
  " ~",
  "punct",
  "!/:@[`{~",
  "space",
  "\t\r  ",
  "upper",
  "AZ",
  "word",
  WORD,
  "xdigit",
  "09AFaf",
];

/** Adds `\d`, `\s`, `\w` or, for the capital, all the rest. False if `letter` names none of them. */
export function addPerlClass(target: CharClass, letter: i32, isFolded: bool): bool {
  const small = letter | 0x20;
  if (small == 0x64) addPairs(target, DIGITS, small != letter, isFolded);
  else if (small == 0x73) addPairs(target, SPACES, small != letter, isFolded);
  else if (small == 0x77) addPairs(target, WORD, small != letter, isFolded);
  else return false;
  return true;
}

/** Adds the class whose name stands from `start` to `end`, or all the rest. False if there is no such name. */
export function addPosixClass(
  target: CharClass,
  reader: PatternReader,
  start: i32,
  end: i32,
  isNegated: bool,
  isFolded: bool,
): bool {
  for (let i = 0; i < POSIX_CLASSES.length; i += 2) {
    if (!reader.holds(unchecked(POSIX_CLASSES[i]), start, end)) continue;
    addPairs(target, unchecked(POSIX_CLASSES[i + 1]), isNegated, isFolded);
    return true;
  }
  return false;
}

const named: CharClass = new CharClass();

// The other cases belong to the class before it is negated: (?i)[[:^upper:]] must not match "a".
function addPairs(target: CharClass, pairs: string, isNegated: bool, isFolded: bool): void {
  named.clear();
  named.addPairs(pairs);
  if (isFolded) addOtherCases(named);
  if (isNegated) named.negate();
  target.addClass(named);
}
