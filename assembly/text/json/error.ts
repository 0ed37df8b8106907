import { decimalText } from "../decimal-text";
import { countCharacters } from "../utf8";

/** Why and where a document was refused. `line` and `column` count from 1, columns in characters. */
export class JsonError {
  constructor(
    public offset: i32,
    public line: i32,
    public column: i32,
    public message: string,
  ) {}

  /** `line 3, column 7: unexpected "x", expected ":"` */
  toString(): string {
    return `line ${decimalText(this.line)}, column ${decimalText(this.column)}: ${this.message}`;
  }
}

/** An error at `offset` of the document of `size` bytes at `at`; a line ends with LF. */
export function jsonErrorAt(at: usize, size: i32, offset: i32, message: string): JsonError {
  const end = min(offset, size);
  let line = 1;
  let lineStart = 0;
  for (let i = 0; i < end; i++) {
    if (load<u8>(at + i) == 0x0a) {
      line += 1;
      lineStart = i + 1;
    }
  }
  const column = 1 + countCharacters(at + lineStart, end - lineStart);
  return new JsonError(offset, line, column, message);
}
