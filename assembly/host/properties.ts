import { addressOf, Bytes } from "../text/bytes";
import { Span } from "../text/span";
import { proxy_get_property, proxy_set_property } from "./abi";
import { WasmResultValues } from "./enums";
import { RESULT, RESULT_SIZE, takeRange } from "./result";

/**
 * `path`: parts joined by NUL. `out` is empty without a value. NotFound: no such attribute now, or a header-backed one
 * whose map is gone.
 */
export function getProperty(path: Bytes, out: Span): WasmResultValues {
  return takeRange(proxy_get_property(addressOf(path), path.byteLength, RESULT, RESULT_SIZE), out);
}

/** Sets a stream attribute under the whole `path` as one key. NotFound on a root context. */
export function setProperty(path: Bytes, at: usize, size: i32): WasmResultValues {
  return proxy_set_property(addressOf(path), path.byteLength, at, size);
}
