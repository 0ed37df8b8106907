import { addressOf, Bytes } from "../text/bytes";
import { ByteBuffer } from "../text/byte-buffer";
import { proxy_continue_stream, proxy_send_local_response, proxy_set_effective_context } from "./abi";
import { GrpcStatusValues, StreamTypeValues, WasmResultValues } from "./enums";

/** One for all replies: a buffer is never collected. */
const NO_HEADERS = new ByteBuffer();

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
 * Answers in the origin's stead. `headers` in pairs layout; without them the reply has none of ours. gRPC requests get
 * `grpcStatus` as it is, with the body as
 * its message; others don't see it. The reply runs through our own response callbacks, and
 * nothing may continue the stream afterwards.
 */
export function sendLocalResponse(
  status: u32,
  details: Bytes,
  body: Bytes,
  headers: ByteBuffer = NO_HEADERS,
  grpcStatus: GrpcStatusValues = GrpcStatusValues.Unavailable,
): WasmResultValues {
  return proxy_send_local_response(
    status,
    addressOf(details),
    details.byteLength,
    addressOf(body),
    body.byteLength,
    headers.at,
    headers.size,
    grpcStatus,
  );
}
