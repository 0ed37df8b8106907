import { CharClass } from "./char-class";

/**
 * Simple case folding (Unicode CaseFolding.txt, status C and S) of every rune of these blocks, which is what `(?i)`
 * knows: Basic Latin, Latin-1, Latin Extended-A (to U+017F), Greek and Coptic (U+0370-03FF), Cyrillic with its
 * supplement (U+0400-052F), and the few runes elsewhere that fold into them, such as the Kelvin sign.
 * Other scripts match case-sensitively.
 *
 * Each entry is three runes: the first and the last capital, and the small letter of the first. When that letter is
 * the neighbour of its capital, the entry is a run of capital, small, capital, small up to the last one.
 * Variants are tied to the small letter, so every rune reaches any other form of itself in two steps at most.
 */
const FOLDINGS: StaticArray<u16> = [
  // Basic Latin and Latin-1
  0x0041, 0x005a, 0x0061, 0x212a, 0x212a, 0x006b, 0x017f, 0x017f, 0x0073, 0x1e9e, 0x1e9e, 0x00df, 0x00c0,
  0x00d6, 0x00e0, 0x212b, 0x212b, 0x00e5, 0x00d8, 0x00de, 0x00f8, 0x0178, 0x0178, 0x00ff,
  // Latin Extended-A
  0x0100, 0x012f, 0x0101, 0x0132, 0x0137, 0x0133, 0x0139, 0x0148, 0x013a, 0x014a, 0x0177, 0x014b, 0x0179,
  0x017e, 0x017a,
  // Greek and Coptic
  0x0370, 0x0373, 0x0371, 0x0376, 0x0377, 0x0377, 0x03fd, 0x03ff, 0x037b, 0x1fd3, 0x1fd3, 0x0390, 0x0386,
  0x0386, 0x03ac, 0x0388, 0x038a, 0x03ad, 0x1fe3, 0x1fe3, 0x03b0, 0x0391, 0x03a1, 0x03b1, 0x03d0, 0x03d0,
  0x03b2, 0x03f5, 0x03f5, 0x03b5, 0x03d1, 0x03d1, 0x03b8, 0x03f4, 0x03f4, 0x03b8, 0x0345, 0x0345, 0x03b9,
  0x1fbe, 0x1fbe, 0x03b9, 0x03f0, 0x03f0, 0x03ba, 0x00b5, 0x00b5, 0x03bc, 0x03d6, 0x03d6, 0x03c0, 0x03f1,
  0x03f1, 0x03c1, 0x03a3, 0x03ab, 0x03c3, 0x03c2, 0x03c3, 0x03c3, 0x03d5, 0x03d5, 0x03c6, 0x2126, 0x2126,
  0x03c9, 0x038c, 0x038c, 0x03cc, 0x038e, 0x038f, 0x03cd, 0x03cf, 0x03cf, 0x03d7, 0x03d8, 0x03ef, 0x03d9,
  0x03f9, 0x03f9, 0x03f2, 0x037f, 0x037f, 0x03f3, 0x03f7, 0x03f8, 0x03f8, 0x03fa, 0x03fb, 0x03fb,
  // Cyrillic
  0x0410, 0x042f, 0x0430, 0x1c80, 0x1c80, 0x0432, 0x1c81, 0x1c81, 0x0434, 0x1c82, 0x1c82, 0x043e, 0x1c83,
  0x1c83, 0x0441, 0x1c84, 0x1c84, 0x0442, 0x1c85, 0x1c85, 0x0442, 0x1c86, 0x1c86, 0x044a, 0x0400, 0x040f,
  0x0450, 0x0460, 0x0481, 0x0461, 0x1c87, 0x1c87, 0x0463, 0x048a, 0x04bf, 0x048b, 0x04c1, 0x04ce, 0x04c2,
  0x04c0, 0x04c0, 0x04cf, 0x04d0, 0x052f, 0x04d1,
];

const STEPS: i32 = 2;

const before: CharClass = new CharClass();

/** Adds the other cases of everything that is in `runes`. */
export function addOtherCases(runes: CharClass): void {
  for (let step = 0; step < STEPS; step++) {
    const ranges = before.ranges;
    ranges.length = 0;
    ranges.append(runes.ranges.at, runes.ranges.length);
    for (let i = 0; i < ranges.length; i += 2) addOtherCasesOf(runes, ranges.get(i), ranges.get(i + 1));
  }
}

function addOtherCasesOf(runes: CharClass, first: i32, last: i32): void {
  for (let i = 0; i < FOLDINGS.length; i += 3) {
    const capital: i32 = unchecked(FOLDINGS[i]);
    const lastCapital: i32 = unchecked(FOLDINGS[i + 1]);
    const small: i32 = unchecked(FOLDINGS[i + 2]);
    const distance = small - capital;
    if (distance == 1) {
      const from = max(first, capital) - capital;
      const to = min(last, max(lastCapital, small)) - capital;
      if (from <= to) runes.add(capital + (from & ~1), capital + (to | 1));
    } else {
      addShifted(runes, max(first, capital), min(last, lastCapital), distance);
      addShifted(runes, max(first, small), min(last, lastCapital + distance), -distance);
    }
  }
}

function addShifted(runes: CharClass, first: i32, last: i32, distance: i32): void {
  if (first <= last) runes.add(first + distance, last + distance);
}
