/** What can be wrong with a pattern. The words are those of Go's `regexp/syntax` where Go refuses it as well. */
export const enum PatternError {
  None,
  TooLong,
  LoneSurrogate,
  TooLarge,
  MissingParen,
  UnexpectedParen,
  MissingBracket,
  ClassRange,
  UnicodeClass,
  Escape,
  TrailingBackslash,
  PerlSyntax,
  CaptureName,
  RepeatArgument,
  RepeatOperator,
  RepeatCount,
}

const MESSAGES: StaticArray<string> = [
  "",
  "expression longer than 10000 characters",
  "invalid UTF-16, half a surrogate pair",
  "expression too large, more than 10000 instructions",
  "missing closing )",
  "unexpected )",
  "missing closing ]",
  "invalid character class range",
  "Unicode classes are not supported, write ranges such as [\\x{4E00}-\\x{9FFF}]",
  "invalid escape sequence",
  "trailing backslash at end of expression",
  "invalid or unsupported Perl syntax",
  "invalid named capture",
  "missing argument to repetition operator",
  "invalid nested repetition operator",
  "invalid repeat count",
];

export function messageOf(error: PatternError): string {
  return unchecked(MESSAGES[error]);
}
