import { addressOf, Bytes } from "../text/bytes";
import { Span } from "../text/span";
import { proxy_get_property, proxy_set_property } from "./abi";
import { WasmResultValues } from "./enums";
import { readRange, RESULT, RESULT_SIZE } from "./result";

/** `path`: parts joined by NUL. NotFound: no such attribute now, or a header-backed one whose map is gone. */
export function getProperty(path: Bytes, out: Span): WasmResultValues {
  const result = proxy_get_property(addressOf(path), path.byteLength, RESULT, RESULT_SIZE);
  if (result == WasmResultValues.Ok) readRange(out);
  return result;
}

/** Sets a stream attribute under the whole `path` as one key. NotFound on a root context. */
export function setProperty(path: Bytes, at: usize, size: i32): WasmResultValues {
  return proxy_set_property(addressOf(path), path.byteLength, at, size);
}
