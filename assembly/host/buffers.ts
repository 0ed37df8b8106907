import { Span } from "../text/span";
import { proxy_get_buffer_bytes, proxy_set_buffer_bytes } from "./abi";
import { BufferTypeValues, WasmResultValues } from "./enums";
import { RESULT, RESULT_SIZE, takeRange } from "./result";

/**
 * Copies at most `limit` bytes from `start` on into the arena; beyond the end it is Ok and empty. NotFound: there is no
 * such buffer now, and `out` is empty too.
 */
export function getBufferBytes(
  buffer: BufferTypeValues,
  start: u32,
  limit: u32,
  out: Span,
): WasmResultValues {
  return takeRange(proxy_get_buffer_bytes(buffer, start, limit, RESULT, RESULT_SIZE), out);
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
