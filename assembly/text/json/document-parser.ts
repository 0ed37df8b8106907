import { Bytes, bytesOf, equalsBytes } from "../bytes";
import { decimalText } from "../decimal-text";
import { JsonKind } from "./kind";
import { readNumber } from "./number";
import { quoteText } from "./quote";
import { JsonReader } from "./reader";
import { readString } from "./string";
import { JsonValue } from "./value";

/** Deeper arrays and objects are refused: the parser recurses, and an overflow of the stack is a trap. */
export const DEEPEST_NESTING: i32 = 64;

/**
 * More values are refused. A value takes up to 300 bytes of heap, and a new document is read while the tree of
 * the old one still lives: together they stay below 32 MiB.
 */
export const MOST_VALUES: i32 = 32_768;

const TRUE: Bytes = bytesOf("true");
const FALSE: Bytes = bytesOf("false");
const NULL: Bytes = bytesOf("null");

const OPEN_ARRAY: i32 = 0x5b;
const CLOSE_ARRAY: i32 = 0x5d;
const OPEN_OBJECT: i32 = 0x7b;
const CLOSE_OBJECT: i32 = 0x7d;
const COMMA: i32 = 0x2c;
const COLON: i32 = 0x3a;
const QUOTE: i32 = 0x22;
const MINUS: i32 = 0x2d;

/** Recursive descent over a document of valid UTF-8. A null means that the reader holds the error. */
export class DocumentParser {
  private depth: i32 = 0;
  private values: i32 = 0;

  constructor(private reader: JsonReader) {}

  readDocument(): JsonValue | null {
    const reader = this.reader;
    reader.skipSpace();
    const value = this.readValue("a value");
    if (value == null) return null;
    reader.skipSpace();
    if (reader.peek() >= 0) reader.unexpected("the end of the document");
    return value;
  }

  private readValue(expected: string): JsonValue | null {
    const reader = this.reader;
    const start = reader.offset;
    this.values += 1;
    if (this.values > MOST_VALUES) {
      reader.fail(start, `more than ${decimalText(MOST_VALUES)} values`);
      return null;
    }
    const byte = reader.peek();
    if (byte == OPEN_OBJECT || byte == OPEN_ARRAY) return this.readContainer(byte);
    if (byte == MINUS || <u32>(byte - 0x30) < 10) return readNumber(reader);
    if (byte == QUOTE) {
      const text = readString(reader);
      if (text == null) return null;
      const value = new JsonValue(JsonKind.String, start);
      value.text = text;
      return value;
    }
    return this.readWord(expected);
  }

  private readWord(expected: string): JsonValue | null {
    const reader = this.reader;
    const size = reader.wordSize();
    const from = reader.at + reader.offset;
    const isTrue = equalsBytes(from, size, TRUE);
    if (!isTrue && !equalsBytes(from, size, FALSE) && !equalsBytes(from, size, NULL)) {
      reader.unexpected(expected);
      return null;
    }
    const kind = equalsBytes(from, size, NULL) ? JsonKind.Null : JsonKind.Bool;
    const value = new JsonValue(kind, reader.offset);
    value.flag = isTrue;
    reader.offset += size;
    return value;
  }

  private readContainer(open: i32): JsonValue | null {
    const reader = this.reader;
    if (this.depth == DEEPEST_NESTING) {
      reader.fail(reader.offset, `more than ${decimalText(DEEPEST_NESTING)} levels of nesting`);
      return null;
    }
    const isObject = open == OPEN_OBJECT;
    const value = new JsonValue(isObject ? JsonKind.Object : JsonKind.Array, reader.offset);
    reader.offset += 1;
    this.depth += 1;
    const isWhole = isObject ? this.readMembers(value) : this.readItems(value);
    this.depth -= 1;
    return isWhole ? value : null;
  }

  private readItems(array: JsonValue): bool {
    const reader = this.reader;
    reader.skipSpace();
    if (reader.take(CLOSE_ARRAY)) return true;
    let expected = 'a value or "]"';
    while (true) {
      const item = this.readValue(expected);
      if (item == null) return false;
      array.addItem(item);
      reader.skipSpace();
      if (reader.take(CLOSE_ARRAY)) return true;
      if (!reader.take(COMMA)) return reader.unexpected('"," or "]"');
      reader.skipSpace();
      expected = "a value";
    }
  }

  private readMembers(object: JsonValue): bool {
    const reader = this.reader;
    reader.skipSpace();
    if (reader.take(CLOSE_OBJECT)) return true;
    let expected = 'a name in double quotes or "}"';
    while (true) {
      if (reader.peek() != QUOTE) return reader.unexpected(expected);
      if (!this.readMember(object)) return false;
      reader.skipSpace();
      if (reader.take(CLOSE_OBJECT)) return true;
      if (!reader.take(COMMA)) return reader.unexpected('"," or "}"');
      reader.skipSpace();
      expected = "a name in double quotes";
    }
  }

  private readMember(object: JsonValue): bool {
    const reader = this.reader;
    const nameOffset = reader.offset;
    const name = readString(reader);
    if (name == null) return false;
    if (object.has(name)) return reader.fail(nameOffset, `duplicate name ${quoteText(name)}`);
    reader.skipSpace();
    if (!reader.take(COLON)) return reader.unexpected('":"');
    reader.skipSpace();
    const member = this.readValue("a value");
    if (member == null) return false;
    object.addMember(name, member);
    return true;
  }
}
