import { ByteBuffer } from "../text/byte-buffer";
import { addressOf, Bytes } from "../text/bytes";
import { proxy_http_call } from "./abi";
import { WasmResultValues } from "./enums";
import { RESULT } from "./result";

/**
 * Sends an HTTP request to a cluster; `headers` in pairs layout with `:method`, `:path` and `:authority`. BadArgument:
 * unknown cluster or a missing pseudo header; InternalFailure: it failed at once. A timeout arrives as a 504.
 */
export function httpCall(
  cluster: Bytes,
  headers: ByteBuffer,
  at: usize,
  size: i32,
  timeoutMs: u32,
): WasmResultValues {
  return proxy_http_call(
    addressOf(cluster),
    cluster.byteLength,
    headers.at,
    headers.size,
    at,
    size,
    0,
    0,
    timeoutMs,
    RESULT,
  );
}

/** Token of the last accepted `httpCall`. */
// @ts-ignore: decorator
@inline
export function lastHttpToken(): u32 {
  return load<u32>(RESULT);
}
