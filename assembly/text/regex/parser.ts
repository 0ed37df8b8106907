import { addOtherCases } from "./case-folding";
import { CharClass } from "./char-class";
import { readClass, readNamedClass } from "./class-parser";
import { readEscape } from "./escape";
import { Flag } from "./flags";
import { GroupStack, NO_ATOM, NO_JUMP } from "./group";
import { GroupStart, GroupStartReader } from "./group-start";
import { PatternError } from "./pattern-error";
import { PatternReader } from "./pattern-reader";
import { MAX_INSTRUCTIONS, Operation, Place, Program, argumentOf, instruction } from "./program";
import { MAX_REPEAT, Quantifier } from "./quantifier";
import { repeat, repeatedSize } from "./repetition";

/** In UTF-16 units: bounds the time and the memory that a configuration can cost. */
const MAX_PATTERN_LENGTH: i32 = 10_000;
const NO_REPEAT: i32 = -1;

/**
 * Turns a pattern into a program in one pass. Code is written as the pattern is read; alternatives and repetitions
 * wrap what they apply to afterwards. Open groups are kept in a list, so nesting costs no stack.
 *
 * Nothing here is managed: one parser serves pattern after pattern, and its memory stays for the next one.
 */
@unmanaged
export class Parser {
  readonly reader: PatternReader = new PatternReader();
  readonly program: Program = new Program();
  private readonly groups: GroupStack = new GroupStack();
  private readonly groupStart: GroupStartReader = new GroupStartReader();
  private readonly quantifier: Quantifier = new Quantifier();
  private readonly runes: CharClass = new CharClass();
  private flags: i32 = Flag.None;
  /** Where the repetition operator just read starts: another one right behind it is refused. */
  private lastRepeat: i32 = NO_REPEAT;

  /** Leaves the result in `program`, or an error in `reader`. */
  parse(pattern: string): void {
    const reader = this.reader;
    const program = this.program;
    const groups = this.groups;
    reader.open(pattern);
    if (reader.length > MAX_PATTERN_LENGTH) reader.fail(PatternError.TooLong, 0);
    program.clear();
    groups.clear();
    groups.push(0, 0, Flag.None);
    this.flags = Flag.None;
    this.lastRepeat = NO_REPEAT;
    while (!reader.isAtEnd && !reader.hasFailed) {
      const repeatBefore = this.lastRepeat;
      this.lastRepeat = NO_REPEAT;
      this.readPart(repeatBefore);
      if (program.size >= MAX_INSTRUCTIONS) reader.fail(PatternError.TooLarge, 0);
    }
    if (groups.depth > 1) reader.fail(PatternError.MissingParen, groups.top.offset);
    this.endAlternatives();
    program.emit(Operation.Match, 0);
  }

  private readPart(repeatBefore: i32): void {
    const reader = this.reader;
    switch (reader.current) {
      case 0x28: // (
        this.openGroup();
        break;
      case 0x29: // )
        this.closeGroup();
        break;
      case 0x2a: // *
      case 0x2b: // +
      case 0x3f: // ?
      case 0x7b: // {
        this.readRepetition(repeatBefore);
        break;
      case 0x7c: // |
        this.endBranch();
        break;
      case 0x5b: // [
        this.runes.clear();
        readClass(reader, this.runes, this.has(Flag.FoldCase));
        this.addClass();
        break;
      case 0x5c: // \
        this.readBackslash();
        break;
      case 0x5e: // ^
        this.addPlace(this.has(Flag.Multiline) ? Place.LineStart : Place.TextStart, 1);
        break;
      case 0x24: // $
        this.addPlace(this.has(Flag.Multiline) ? Place.LineEnd : Place.TextEnd, 1);
        break;
      case 0x2e: // .
        reader.skip(1);
        this.add(this.has(Flag.DotMatchesNewline) ? Operation.AnyRune : Operation.AnyRuneButNewline, 0);
        break;
      default:
        this.addRune(reader.next());
    }
  }

  private has(flag: i32): bool {
    return (this.flags & flag) != 0;
  }

  private add(operation: Operation, argument: i32): void {
    this.groups.top.beginAtom(this.program.size, 1);
    this.program.emit(operation, argument);
  }

  private addPlace(place: Place, width: i32): void {
    this.reader.skip(width);
    this.add(Operation.Assert, place);
  }

  /** Adds what is in `runes`. */
  private addClass(): void {
    this.groups.top.beginAtom(this.program.size, 1);
    this.program.emitClass(this.runes);
  }

  private addRune(rune: i32): void {
    this.runes.clear();
    this.runes.add(rune, rune);
    if (this.has(Flag.FoldCase)) addOtherCases(this.runes);
    this.addClass();
  }

  private readBackslash(): void {
    const reader = this.reader;
    switch (reader.following) {
      case 0x41: // A
        this.addPlace(Place.TextStart, 2);
        return;
      case 0x7a: // z
        this.addPlace(Place.TextEnd, 2);
        return;
      case 0x62: // b
        this.addPlace(Place.WordBoundary, 2);
        return;
      case 0x42: // B
        this.addPlace(Place.NoWordBoundary, 2);
        return;
      case 0x51: // Q
        this.readQuoted();
        return;
    }
    this.runes.clear();
    if (readNamedClass(reader, this.runes, this.has(Flag.FoldCase))) this.addClass();
    else this.addRune(readEscape(reader));
  }

  /** `\Q…\E` is plain text; the end of the pattern ends it as well. */
  private readQuoted(): void {
    const reader = this.reader;
    reader.skip(2);
    const close = reader.findPair(0x5c, 0x45, reader.offset);
    const end = close < 0 ? reader.length : close;
    while (reader.offset < end) this.addRune(reader.next());
    if (close >= 0) reader.skip(2);
  }

  private readRepetition(repeatBefore: i32): void {
    const reader = this.reader;
    const start = reader.offset;
    if (this.quantifier.read(reader)) this.repeatAtom(repeatBefore, start);
    else if (!reader.hasFailed) this.addRune(reader.next());
  }

  private repeatAtom(repeatBefore: i32, start: i32): void {
    const reader = this.reader;
    const group = this.groups.top;
    const minimum = this.quantifier.minimum;
    const maximum = this.quantifier.maximum;
    const isCounted = this.quantifier.isCounted;
    const copies = isCounted ? group.atomCopies * this.quantifier.largest : group.atomCopies;
    const size = repeatedSize(this.program.size - group.atom, minimum, maximum);
    if (repeatBefore != NO_REPEAT) reader.fail(PatternError.RepeatOperator, repeatBefore);
    else if (group.atom == NO_ATOM) reader.fail(PatternError.RepeatArgument, start);
    else if (isCounted && copies > MAX_REPEAT) reader.fail(PatternError.RepeatCount, start);
    else if (group.atom + size >= MAX_INSTRUCTIONS) reader.fail(PatternError.TooLarge, start);
    if (reader.hasFailed) return;
    repeat(this.program, group.atom, minimum, maximum);
    group.atomCopies = maximum == 0 ? 1 : copies;
    this.lastRepeat = start;
  }

  private openGroup(): void {
    const reader = this.reader;
    const start = reader.offset;
    const flags = this.flags;
    if (reader.following == 0x3f) {
      const found = this.groupStart.read(reader, flags);
      this.flags = this.groupStart.flags;
      if (found != GroupStart.Opens) return;
    } else {
      reader.skip(1);
    }
    this.groups.push(this.program.size, start, flags);
  }

  private closeGroup(): void {
    const reader = this.reader;
    const start = reader.offset;
    reader.skip(1);
    if (this.groups.depth == 1) {
      reader.fail(PatternError.UnexpectedParen, start);
      return;
    }
    this.endAlternatives();
    const closed = this.groups.top;
    this.groups.pop();
    this.flags = closed.flags;
    this.groups.top.beginAtom(closed.start, closed.copies);
  }

  /** At `|`: the branch becomes `split to the next one; branch; jump to the end of the group`. */
  private endBranch(): void {
    const program = this.program;
    const group = this.groups.top;
    this.reader.skip(1);
    program.insert(group.branchStart, Operation.Split, program.size - group.branchStart + 2);
    const jump = program.size;
    // The target is known when the group ends; until then the argument is the jump before.
    program.emit(Operation.Jump, group.lastJump);
    group.lastJump = jump;
    group.branchStart = program.size;
    group.beginAtom(NO_ATOM, 1);
  }

  private endAlternatives(): void {
    const code = this.program.code;
    let jump = this.groups.top.lastJump;
    while (jump != NO_JUMP) {
      const before = argumentOf(code.get(jump));
      code.set(jump, instruction(Operation.Jump, code.length - jump));
      jump = before;
    }
  }
}
