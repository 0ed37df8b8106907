import { Span } from "../text/span";

/** Where hostcalls put their results; each wrapper reads them before the next hostcall. */
export const RESULT: usize = memory.data(16, 8);
export const RESULT_SIZE: usize = RESULT + 4;

/** The byte range of the last out-data hostcall; valid until the current export returns. */
// @ts-ignore: decorator
@inline
export function readRange(out: Span): void {
  out.at = load<u32>(RESULT);
  out.size = load<i32>(RESULT_SIZE);
}
