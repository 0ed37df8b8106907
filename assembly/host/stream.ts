import { addressOf, Bytes } from "../text/bytes";
import { ByteBuffer } from "../text/byte-buffer";
import { proxy_continue_stream, proxy_send_local_response, proxy_set_effective_context } from "./abi";
import { StreamTypeValues, WasmResultValues } from "./enums";

/** Not a gRPC status: the gateway derives one for gRPC requests. */
export const NO_GRPC_STATUS: i32 = -1;

/**
 * Makes `context` the target of all hostcalls until the current export returns; callbacks of calls start on the root.
 * BadArgument: the stream is gone, drop the reply.
 */
export function setEffectiveContext(context: u32): WasmResultValues {
  return proxy_set_effective_context(context);
}

/** Takes effect when the current export has returned. Only for a stream that this plugin stopped. */
export function continueStream(stream: StreamTypeValues): WasmResultValues {
  return proxy_continue_stream(stream);
}

/**
 * Answers in the origin's stead. `headers` in pairs layout. The reply runs through our own response callbacks, and
 * nothing may continue the stream afterwards.
 */
export function sendLocalResponse(
  status: u32,
  details: Bytes,
  body: Bytes,
  headers: ByteBuffer,
): WasmResultValues {
  return proxy_send_local_response(
    status,
    addressOf(details),
    details.byteLength,
    addressOf(body),
    body.byteLength,
    headers.at,
    headers.size,
    NO_GRPC_STATUS,
  );
}
