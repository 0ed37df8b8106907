import { Call, releaseCall, takeCall } from "../exchange/call";
import { getBufferBytes } from "../host/buffers";
import { BufferTypeValues, RedisStatusValues, WasmResultValues } from "../host/enums";
import { setEffectiveContext } from "../host/stream";
import { Reply } from "../redis/reply";
import { Span } from "../text/span";
import { findExchange } from "./contexts";
import { resumePhase } from "./pipeline";
import { follow } from "./stream";

const bytes = new Span();
const reply = new Reply();

/** A Redis call has ended. The host calls back on the root, and also for streams that are long gone. */
export function onRedisReply(token: u32, status: u32, size: i32): void {
  const call = takeCall(token);
  if (call === null) return;
  deliver(call, status, size);
  releaseCall(call);
}

function deliver(call: Call, status: u32, size: i32): void {
  const exchange = findExchange(call.exchange);
  if (exchange === null || exchange.turn != call.turn || exchange.isAnswered) return;
  // First, because it is the host that knows whether the stream still lives.
  if (setEffectiveContext(call.exchange) != WasmResultValues.Ok) return;
  const hasReply = status == RedisStatusValues.Ok && readReply(size);
  follow(exchange, resumePhase(exchange, call, hasReply ? reply : null));
}

function readReply(size: i32): bool {
  if (getBufferBytes(BufferTypeValues.RedisCallResponse, 0, size, bytes) != WasmResultValues.Ok) return false;
  reply.open(bytes.at, bytes.size);
  return bytes.size > 0;
}
