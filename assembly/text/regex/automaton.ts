import { ByteBuffer } from "../byte-buffer";
import { placesAt } from "./place";
import { findBytes, hasBytes, isAnchored, writePrefix } from "./prefix";
import { Operation, Program, operationOf } from "./program";
import { decodeRune, runeOf, widthOf } from "./rune";
import { StateSet } from "./state-set";
import { step } from "./step";

/**
 * A program that is ready to run: the start of a block of memory that belongs to somebody else and holds, behind
 * these fields, the code, the classes, two state sets and the prefix.
 *
 * It is a nondeterministic automaton (Thompson, 1968): all instructions that can be reached at a position are followed
 * side by side, so a text costs no more than its size × program size steps, whatever the pattern is.
 */
@unmanaged
export class Automaton {
  /** Number of instructions. */
  private size: i32;
  private code: usize;
  private classes: usize;
  private states: usize;
  /** What every match starts with. */
  private prefix: usize;
  private prefixSize: i32;
  /** True if a match can only start where the text starts. */
  private isAnchored: bool;
  /** True if the prefix in the right place is all it takes. */
  private isLiteral: bool;

  /** Bytes that the block for `program` needs. */
  static sizeFor(program: Program): usize {
    writePrefix(program.code, scratch);
    const states: usize = 2 * StateSet.sizeFor(program.size);
    return offsetof<Automaton>() + program.code.byteSize + program.classes.byteSize + states + scratch.size;
  }

  /** Fills a block of `sizeFor(program)` bytes. */
  static build(block: usize, program: Program): void {
    const built = changetype<Automaton>(block);
    const rest = writePrefix(program.code, scratch);
    built.size = program.size;
    built.code = block + offsetof<Automaton>();
    built.classes = program.code.copyTo(built.code);
    built.states = program.classes.copyTo(built.classes);
    built.prefix = built.states + 2 * StateSet.sizeFor(program.size);
    built.prefixSize = scratch.size;
    memory.copy(built.prefix, scratch.at, scratch.size);
    built.isAnchored = isAnchored(program.code);
    built.isLiteral = operationOf(program.code.get(rest)) == Operation.Match;
  }

  matches(start: usize, end: usize): bool {
    if (this.isAnchored && !hasBytes(start, end, this.prefix, this.prefixSize)) return false;
    if (!this.isLiteral) return this.run(start, end);
    return this.isAnchored || this.prefixSize == 0 || this.findPrefix(start, end) != end;
  }

  private findPrefix(cursor: usize, end: usize): usize {
    return findBytes(cursor, end, this.prefix, this.prefixSize);
  }

  private run(start: usize, end: usize): bool {
    let current = StateSet.over(this.states, this.size);
    let next = StateSet.over(this.states + StateSet.sizeFor(this.size), this.size);
    let cursor = start;
    while (true) {
      if (current.size == 0) {
        if (!this.isAnchored) cursor = this.findPrefix(cursor, end);
        else if (cursor != start) return false;
      }
      if (!this.isAnchored || cursor == start) current.add(0);
      const decoded = cursor < end ? decodeRune(cursor, end) : 0;
      const places = placesAt(start, cursor, end);
      if (step(this.code, this.classes, current, next, runeOf(decoded), places)) return true;
      if (cursor == end) return false;
      cursor += widthOf(decoded);
      const spent = current;
      current = next;
      next = spent;
      next.size = 0;
    }
  }
}

const scratch: ByteBuffer = new ByteBuffer();
