import { Automaton } from "./automaton";
import { Parser } from "./parser";
import { messageOf } from "./pattern-error";
import { Program } from "./program";

/**
 * A compiled regular expression in RE2 syntax (https://github.com/google/re2/wiki/Syntax), as Go's `regexp` reads it.
 * Not supported: Unicode classes (`\pL`), and case folding outside of the blocks named in `case-folding.ts`.
 * Limits: 10 000 UTF-16 units of pattern, 10 000 instructions, and, as in Go, 1000 repetitions.
 */
export class Regex {
  /** An `Automaton`; managed memory, so that it goes when the configuration goes. */
  private readonly block: StaticArray<u8>;

  constructor(program: Program) {
    const block = new StaticArray<u8>(<i32>Automaton.sizeFor(program));
    Automaton.build(changetype<usize>(block), program);
    this.block = block;
  }

  /**
   * True if the UTF-8 text holds a match anywhere, as Go's `MatchString`. A byte that is not valid UTF-8 counts as
   * one U+FFFD. Takes at most text size × pattern size steps, allocates nothing and cannot fail.
   */
  matches(at: usize, size: i32): bool {
    return changetype<Automaton>(this.block).matches(at, at + <usize>size);
  }
}

/** Either `regex` or `error` is set; `offset` is where in the pattern, in UTF-16 units, the error starts. */
export class RegexResult {
  constructor(
    readonly regex: Regex | null,
    readonly error: string | null,
    readonly offset: i32,
  ) {}
}

const parser: Parser = new Parser();

/** Compiles `pattern`. Allocates, so never on the road of a request. */
export function compileRegex(pattern: string): RegexResult {
  parser.parse(pattern);
  const reader = parser.reader;
  if (!reader.hasFailed) return new RegexResult(new Regex(parser.program), null, 0);
  const fragment = pattern.substring(reader.errorStart, reader.errorEnd);
  return new RegexResult(null, messageOf(reader.error) + ": `" + fragment + "`", reader.errorStart);
}
