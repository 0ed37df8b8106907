import { getBufferBytes } from "../host/buffers";
import { BufferTypeValues, RedisStatusValues, WasmResultValues } from "../host/enums";
import { setEffectiveContext } from "../host/stream";
import { Span } from "../text/span";
import { Call, releaseCall, takeCall } from "./call";
import { Fault } from "./fault";
import { count, Metric } from "./metrics";
import { recoveryFor } from "./recovery";
import { Reply, ReplyType } from "./reply";

/** Where the reply of the current callback lies. */
export const replyBytes = new Span();
const reply = new Reply();

/**
 * The body of `proxy_on_redis_call_response`. The host calls back on the root, in any order, also for streams that are
 * long gone and for tokens that are not ours.
 */
export function onRedisReply(token: u32, status: u32, size: i32): void {
  const call = takeCall(token);
  if (call === null) return;
  endCall(call, status == RedisStatusValues.Ok ? Fault.None : Fault.ConnectionLost, size);
}

/** Ends a call that is out of the table: with the reply of `size` bytes that lies in the host's buffer, or with `fault`. */
export function endCall(call: Call, fault: Fault, size: i32): void {
  const client = call.client;
  if (client !== null) client.ended(call);
  if (reaches(call)) deliver(call, fault, size);
  else abandon(call, fault);
  releaseCall(call);
}

/** Whether anybody is left to hear. Past it the call's stream is the target of hostcalls. */
function reaches(call: Call): bool {
  const caller = call.caller;
  if (caller === null || !caller.awaits(call)) return false;
  // It is the host that knows whether a stream still lives.
  return call.context == 0 || setEffectiveContext(call.context) == WasmResultValues.Ok;
}

/** Clients that leave because Redis lets them wait must not hide that it does. */
function abandon(call: Call, fault: Fault): void {
  count(Metric.Abandoned);
  const client = call.client;
  if (client !== null && fault != Fault.None) client.failed(call, fault);
}

function deliver(call: Call, fault: Fault, size: i32): void {
  const client = call.client;
  const caller = call.caller;
  if (client === null || caller === null) return;
  if (fault == Fault.None && !readReply(size)) fault = Fault.ConnectionLost;
  call.fault = fault;
  if (fault != Fault.None) {
    client.failed(call, fault, null);
    caller.hear(call, null);
    return;
  }
  const isError = reply.next() == ReplyType.Error && !caller.welcomes(reply);
  if (isError) call.recovery = recoveryFor(client, call, reply);
  reply.open(replyBytes.at, replyBytes.size);
  caller.hear(call, reply);
  if (!isError) client.answered(call);
}

function readReply(size: i32): bool {
  if (getBufferBytes(BufferTypeValues.RedisCallResponse, 0, size, replyBytes) != WasmResultValues.Ok)
    return false;
  reply.open(replyBytes.at, replyBytes.size);
  return replyBytes.size > 0;
}
