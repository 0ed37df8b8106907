import { textOf } from "../bytes";
import { utf8SequenceSize } from "../utf8";
import { JsonError, jsonErrorAt } from "./error";
import { hex4, quoteText } from "./quote";

const LONGEST_QUOTED_WORD: i32 = 24;

/** Where the parser stands in a document of valid UTF-8, and the first error it met. */
export class JsonReader {
  offset: i32 = 0;
  error: JsonError | null = null;

  constructor(
    public at: usize,
    public size: i32,
  ) {}

  /** The byte at the position, or -1 at the end. */
  peek(): i32 {
    return this.offset < this.size ? load<u8>(this.at + this.offset) : -1;
  }

  /** Steps over `byte` if it comes next. */
  take(byte: i32): bool {
    if (this.peek() != byte) return false;
    this.offset += 1;
    return true;
  }

  skipSpace(): void {
    while (true) {
      const byte = this.peek();
      if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return;
      this.offset += 1;
    }
  }

  /** Length of the run of ASCII letters at the position. */
  wordSize(): i32 {
    let size = 0;
    while (this.offset + size < this.size) {
      const letter = <u32>(load<u8>(this.at + this.offset + size) | 0x20) - 0x61;
      if (letter > 25) break;
      size += 1;
    }
    return size;
  }

  /** Keeps the first error only. Always false, for callers that report and give up in one line. */
  fail(offset: i32, message: string): bool {
    if (this.error == null) this.error = jsonErrorAt(this.at, this.size, offset, message);
    return false;
  }

  unexpected(expected: string): bool {
    return this.fail(this.offset, `unexpected ${this.describeNext()}, expected ${expected}`);
  }

  private describeNext(): string {
    const byte = this.peek();
    if (byte < 0) return "end of input";
    if (byte < 0x20 || byte == 0x7f) return "\\u" + hex4(byte);
    const word = this.wordSize();
    const from = this.at + this.offset;
    if (word > 0) return quoteText(textOf(from, min(word, LONGEST_QUOTED_WORD + 1)), LONGEST_QUOTED_WORD);
    return quoteText(textOf(from, utf8SequenceSize(from, this.size - this.offset)));
  }
}
