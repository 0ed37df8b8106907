import { CharClass } from "./char-class";
import { WordBuffer } from "./word-buffer";

/** What an instruction does; all but the last three consume one rune or end the match. */
export const enum Operation {
  Match,
  Rune,
  AnyRune,
  AnyRuneButNewline,
  Class,
  Jump,
  /** Goes on at the next instruction and at the jump target alike. */
  Split,
  /** Goes on if one of the `Place` bits in the argument is true of the position. */
  Assert,
}

/** What can be true of a position between two bytes. */
export const enum Place {
  TextStart = 1,
  TextEnd = 2,
  LineStart = 4,
  LineEnd = 8,
  WordBoundary = 16,
  NoWordBoundary = 32,
}

/** State numbers of a running match are 16 bits wide; this bound keeps its memory below 100 KB as well. */
export const MAX_INSTRUCTIONS: i32 = 10_000;

// An instruction is one word: the operation in the low bits, a signed argument above. Jumps are relative to the
// instruction, so a stretch of code that is complete in itself can be moved and copied as it stands.
const OPERATION_BITS: i32 = 3;

// @ts-ignore: decorator
@inline
export function instruction(operation: Operation, argument: i32): i32 {
  return (<i32>operation) | (argument << OPERATION_BITS);
}

// @ts-ignore: decorator
@inline
export function operationOf(word: i32): Operation {
  return <Operation>(word & ((1 << OPERATION_BITS) - 1));
}

// @ts-ignore: decorator
@inline
export function argumentOf(word: i32): i32 {
  return word >> OPERATION_BITS;
}

/** Words of a class before its ranges: a bit for each of the 128 ASCII runes, then the number of ranges. */
export const CLASS_HEADER_WORDS: i32 = 5;

/** The code of a pattern while it grows. `Class` arguments are word offsets into `classes`. */
@unmanaged
export class Program {
  readonly code: WordBuffer = new WordBuffer();
  readonly classes: WordBuffer = new WordBuffer();

  clear(): void {
    this.code.length = 0;
    this.classes.length = 0;
  }

  get size(): i32 {
    return this.code.length;
  }

  emit(operation: Operation, argument: i32): void {
    this.code.push(instruction(operation, argument));
  }

  insert(at: i32, operation: Operation, argument: i32): void {
    this.code.splice(at, 0, 1);
    this.code.set(at, instruction(operation, argument));
  }

  emitClass(runes: CharClass): void {
    const ranges = runes.ranges;
    if (runes.isSingle) {
      this.emit(Operation.Rune, ranges.get(0));
      return;
    }
    const header = this.classes.length;
    this.emit(Operation.Class, header);
    for (let i = 0; i < CLASS_HEADER_WORDS; i++) this.classes.push(0);
    for (let i = 0; i < ranges.length; i += 2) {
      const first = ranges.get(i);
      const last = ranges.get(i + 1);
      for (let rune = first; rune <= min(last, 0x7f); rune++) this.addBit(header, rune);
      if (last > 0x7f) this.addRange(header, first, last);
    }
  }

  private addBit(header: i32, rune: i32): void {
    const word = header + (rune >> 5);
    this.classes.set(word, this.classes.get(word) | (1 << (rune & 31)));
  }

  private addRange(header: i32, first: i32, last: i32): void {
    const count = header + CLASS_HEADER_WORDS - 1;
    this.classes.set(count, this.classes.get(count) + 1);
    this.classes.push(first);
    this.classes.push(last);
  }
}
