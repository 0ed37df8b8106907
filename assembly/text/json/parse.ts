import { decimalText } from "../decimal-text";
import { firstInvalidUtf8 } from "../utf8";
import { JsonError } from "./error";
import { DocumentParser } from "./document-parser";
import { JsonReader } from "./reader";
import { JsonValue } from "./value";

/** Longer documents are refused. */
export const LARGEST_DOCUMENT_BYTES: i32 = 1 << 20;

const BYTE_ORDER_MARK: usize = memory.data<u8>([0xef, 0xbb, 0xbf]);
const BYTE_ORDER_MARK_SIZE: i32 = 3;

/** Exactly one of the two is set. */
export class JsonResult {
  constructor(
    public value: JsonValue | null,
    public error: JsonError | null,
  ) {}
}

/**
 * Reads the range as one JSON document, to the letter of RFC 8259 and stricter where it leaves a choice: names
 * are unique, text is well-formed Unicode, numbers fit a 64-bit float. Nothing in the bytes can make it trap.
 */
export function parseJson(at: usize, size: i32): JsonResult {
  const reader = new JsonReader(at, size);
  if (!checkEncoding(reader)) return new JsonResult(null, reader.error);
  const value = new DocumentParser(reader).readDocument();
  return reader.error == null ? new JsonResult(value, null) : new JsonResult(null, reader.error);
}

function checkEncoding(reader: JsonReader): bool {
  if (reader.size > LARGEST_DOCUMENT_BYTES) {
    return reader.fail(LARGEST_DOCUMENT_BYTES, `longer than ${decimalText(LARGEST_DOCUMENT_BYTES)} bytes`);
  }
  const startsWithMark =
    reader.size >= BYTE_ORDER_MARK_SIZE &&
    memory.compare(reader.at, BYTE_ORDER_MARK, BYTE_ORDER_MARK_SIZE) == 0;
  if (startsWithMark) {
    return reader.fail(0, "starts with a byte order mark (U+FEFF), expected UTF-8 without one");
  }
  const invalid = firstInvalidUtf8(reader.at, reader.size);
  return invalid < 0 || reader.fail(invalid, "bytes that are not UTF-8");
}
