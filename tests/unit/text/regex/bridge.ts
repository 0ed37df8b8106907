/** Exports of the module that tests/wasm/regex compares with other engines; texts come and go as bytes. */
import { bytesOf } from "../../../../assembly/text/bytes";
import { Regex, compileRegex } from "../../../../assembly/text/regex/regex";

let input: StaticArray<u8> = new StaticArray<u8>(0);
let regex: Regex | null = null;
let error: ArrayBuffer = new ArrayBuffer(0);
let errorOffset: i32 = 0;

/** Address where the caller writes `size` bytes for the next call. */
export function reserve(size: i32): usize {
  if (input.length < size) input = new StaticArray<u8>(size);
  return changetype<usize>(input);
}

/** Compiles the reserved UTF-16 text of `units` units. */
export function compile(units: i32): bool {
  const result = compileRegex(String.UTF16.decodeUnsafe(changetype<usize>(input), units * 2));
  regex = result.regex;
  errorOffset = result.offset;
  const message = result.error;
  error = bytesOf(message == null ? "" : message);
  return regex != null;
}

export function matches(size: i32): bool {
  const compiled = regex;
  return compiled != null && compiled.matches(changetype<usize>(input), size);
}

export function errorAt(): usize {
  return changetype<usize>(error);
}

export function errorSize(): i32 {
  return error.byteLength;
}

export function errorOffsetUnits(): i32 {
  return errorOffset;
}
