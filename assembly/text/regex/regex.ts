import { ByteBuffer } from "../byte-buffer";
import { Bytes, copyBytes, startsWithBytes } from "../bytes";
import { Parser } from "./parser";
import { messageOf } from "./pattern-error";
import { placesAt } from "./place";
import { findBytes, isAnchored, writePrefix } from "./prefix";
import { Operation, Program, operationOf } from "./program";
import { decodeRune, runeOf, widthOf } from "./rune";
import { StateSet, stateSetWords } from "./state-set";
import { step } from "./step";

/**
 * A compiled regular expression in RE2 syntax (https://github.com/google/re2/wiki/Syntax), as Go's `regexp` reads it.
 * Not supported: Unicode classes (`\pL`), and case folding outside of the blocks named in `case-folding.ts`.
 *
 * It runs as a nondeterministic automaton (Thompson, 1968): all instructions that can be reached at a position are
 * followed side by side, so a text costs no more than its size × program size steps, whatever the pattern is.
 * Matching allocates nothing and cannot fail.
 */
export class Regex {
  private readonly code: StaticArray<i32>;
  private readonly classes: StaticArray<i32>;
  /** Two state sets: managed, so that it goes when the configuration goes. */
  private readonly memory: StaticArray<u16>;
  private readonly isAnchored: bool;
  private readonly prefix: Bytes;
  /** True if a text with the prefix in the right place needs no further look. */
  private readonly isLiteral: bool;

  constructor(program: Program) {
    const code = program.code;
    const anchor = isAnchored(code);
    const rest = writePrefix(code, i32(anchor), prefixBytes);
    this.code = code.toArray();
    this.classes = program.classes.toArray();
    this.memory = new StaticArray<u16>(2 * stateSetWords(code.length));
    this.prefix = copyBytes(prefixBytes.at, prefixBytes.size);
    this.isAnchored = anchor;
    this.isLiteral = operationOf(code.get(rest)) == Operation.Match;
  }

  /**
   * True if the UTF-8 text holds a match anywhere, as Go's `MatchString`. A byte that is not valid UTF-8 counts as
   * one U+FFFD.
   */
  matches(at: usize, size: i32): bool {
    if (this.isAnchored && !startsWithBytes(at, size, this.prefix)) return false;
    if (this.isLiteral)
      return this.isAnchored || this.prefix.byteLength == 0 || this.hasPrefix(at, at + size);
    return this.run(at, at + <usize>size);
  }

  private hasPrefix(at: usize, end: usize): bool {
    return findBytes(at, end, this.prefix) != end;
  }

  private run(start: usize, end: usize): bool {
    const code = changetype<usize>(this.code);
    const classes = changetype<usize>(this.classes);
    const capacity = this.code.length;
    const memory = changetype<usize>(this.memory);
    let current = StateSet.over(memory, capacity);
    let next = StateSet.over(memory + 2 * <usize>stateSetWords(capacity), capacity);
    let cursor = start;
    while (true) {
      if (current.size == 0) {
        if (!this.isAnchored) cursor = findBytes(cursor, end, this.prefix);
        else if (cursor != start) return false;
      }
      if (!this.isAnchored || cursor == start) current.add(0);
      const decoded = cursor < end ? decodeRune(cursor, end) : 0;
      if (step(code, classes, current, next, runeOf(decoded), placesAt(start, cursor, end))) return true;
      if (cursor == end) return false;
      cursor += widthOf(decoded);
      const spent = current;
      current = next;
      next = spent;
      next.size = 0;
    }
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
const prefixBytes: ByteBuffer = new ByteBuffer();

/** Compiles `pattern`. Allocates, so never on the road of a request. */
export function compileRegex(pattern: string): RegexResult {
  parser.parse(pattern);
  const reader = parser.reader;
  if (!reader.hasFailed) return new RegexResult(new Regex(parser.program), null, 0);
  const fragment = pattern.substring(reader.errorStart, reader.errorEnd);
  return new RegexResult(null, messageOf(reader.error) + ": `" + fragment + "`", reader.errorStart);
}
