import { addressOf, Bytes } from "../text/bytes";
import { Span } from "../text/span";
import {
  proxy_add_header_map_value,
  proxy_get_header_map_pairs,
  proxy_get_header_map_value,
  proxy_remove_header_map_value,
  proxy_replace_header_map_value,
} from "./abi";
import { HeaderMapTypeValues, WasmResultValues } from "./enums";
import { RESULT, RESULT_SIZE, takeRange } from "./result";

/**
 * First value of a header; `out` is empty without one. NotFound: no such header; BadArgument: the map is not available
 * in this phase.
 */
export function getHeader(map: HeaderMapTypeValues, name: Bytes, out: Span): WasmResultValues {
  return takeRange(
    proxy_get_header_map_value(map, addressOf(name), name.byteLength, RESULT, RESULT_SIZE),
    out,
  );
}

/** All headers in the ABI's pairs layout; an unavailable map is empty. */
export function getHeaderPairs(map: HeaderMapTypeValues, out: Span): WasmResultValues {
  return takeRange(proxy_get_header_map_pairs(map, RESULT, RESULT_SIZE), out);
}

/** Appends a value. A change of the request map makes the gateway choose the route anew. */
export function addHeader(map: HeaderMapTypeValues, name: Bytes, at: usize, size: i32): WasmResultValues {
  return proxy_add_header_map_value(map, addressOf(name), name.byteLength, at, size);
}

/** Sets a header to one value, whatever was there. */
export function replaceHeader(map: HeaderMapTypeValues, name: Bytes, at: usize, size: i32): WasmResultValues {
  return proxy_replace_header_map_value(map, addressOf(name), name.byteLength, at, size);
}

/** Ok also if the header is absent. Never remove a pseudo header: Envoy crashes without `:status`. */
export function removeHeader(map: HeaderMapTypeValues, name: Bytes): WasmResultValues {
  return proxy_remove_header_map_value(map, addressOf(name), name.byteLength);
}
