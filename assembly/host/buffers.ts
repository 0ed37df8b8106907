import { Span } from "../text/span";
import { proxy_get_buffer_bytes, proxy_set_buffer_bytes } from "./abi";
import { BufferTypeValues, WasmResultValues } from "./enums";
import { readRange, RESULT, RESULT_SIZE } from "./result";

/** Copies at most `limit` bytes from `start` on into the arena; beyond the end it is Ok and empty. */
export function getBufferBytes(
  buffer: BufferTypeValues,
  start: u32,
  limit: u32,
  out: Span,
): WasmResultValues {
  const result = proxy_get_buffer_bytes(buffer, start, limit, RESULT, RESULT_SIZE);
  if (result == WasmResultValues.Ok) readRange(out);
  return result;
}

/** `start` 0 replaces the first `length` bytes, `start` at or past the end appends; the host refuses a splice between. */
export function setBufferBytes(
  buffer: BufferTypeValues,
  start: u32,
  length: u32,
  at: usize,
  size: i32,
): WasmResultValues {
  return proxy_set_buffer_bytes(buffer, start, length, at, size);
}
