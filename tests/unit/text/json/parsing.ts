import { bytesOf } from "../../../../assembly/text/bytes";
import { JsonKind } from "../../../../assembly/text/json/kind";
import { JsonResult, parseJson } from "../../../../assembly/text/json/parse";
import { JsonValue } from "../../../../assembly/text/json/value";

export function parseText(text: string): JsonResult {
  const bytes = bytesOf(text);
  return parseJson(changetype<usize>(bytes), bytes.byteLength);
}

/** The value of a document that has to be valid. */
export function valueOf(text: string): JsonValue {
  const result = parseText(text);
  const error = result.error;
  if (error != null) expect(error.toString()).toBe("no error", text);
  const value = result.value;
  return value == null ? new JsonValue(JsonKind.Null, -1) : value;
}

/** `line:column message` of a document that has to be refused. */
export function errorOf(text: string): string {
  const result = parseText(text);
  expect(result.value).toBeNull(text);
  const error = result.error;
  return error == null ? "no error" : `${error.line}:${error.column} ${error.message}`;
}

export function bytesError(bytes: u8[]): string {
  const error = parseJson(bytes.dataStart, bytes.length).error;
  return error == null ? "no error" : `${error.line}:${error.column} ${error.message}`;
}
