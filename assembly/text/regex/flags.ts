/** What is in force of `(?i)`, `(?m)`, `(?s)`. `(?U)` is read as well, but greed cannot change a yes or no. */
export const enum Flag {
  None = 0,
  FoldCase = 1,
  Multiline = 2,
  DotMatchesNewline = 4,
}

/** The flag that a letter stands for, or -1. */
export function flagOf(letter: i32): i32 {
  switch (letter) {
    case 0x69: // i
      return Flag.FoldCase;
    case 0x6d: // m
      return Flag.Multiline;
    case 0x73: // s
      return Flag.DotMatchesNewline;
    case 0x55: // U
      return Flag.None;
    default:
      return -1;
  }
}
