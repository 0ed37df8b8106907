import { Span } from "../text/span";
import { WasmResultValues } from "./enums";

/** Where hostcalls put their results; each wrapper reads them before the next hostcall. */
export const RESULT: usize = memory.data(16, 8);
export const RESULT_SIZE: usize = RESULT + 4;

/**
 * Ends an out-data hostcall: `out` becomes the byte range it gave, valid until the current export returns, or empty if
 * it gave none. Returns `result`.
 */
// @ts-ignore: decorator
@inline
export function takeRange(result: WasmResultValues, out: Span): WasmResultValues {
  // The host leaves its out-pointers alone when it fails, and `out` may still hold a range of an earlier export.
  if (result == WasmResultValues.Ok) out.set(load<u32>(RESULT), load<i32>(RESULT_SIZE));
  else out.set(0, 0);
  return result;
}
