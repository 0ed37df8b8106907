import { IdTable } from "../memory/id-table";
import { Caller } from "./caller";
import { RedisClient } from "./client";
import { Fault } from "./fault";
import { Recovery } from "./recovery";

/**
 * A command under way. Replies come back by token through one table, and ended calls are used again, so sending
 * allocates nothing once as many calls exist as wait at a time.
 */
export class Call {
  /** Stream (or root) the reply is for; 0: none. */
  context: u32 = 0;
  /** The caller's own mark, to tell its calls apart. */
  tag: u64 = 0;
  /** What was tried before this call, as bits of `Recovery`. */
  attempts: u32 = 0;
  /** With an error reply: what the caller may do to have its answer after all. */
  recovery: Recovery = Recovery.None;
  /** Without a reply: why. */
  fault: Fault = Fault.None;

  caller: Caller | null = null;
  client: RedisClient | null = null;
  token: u32 = 0;
  /** Of the client, when the call was made. */
  installation: u32 = 0;
  incident: u32 = 0;
  /** Set for the calls whose latency is measured. */
  sentAtNs: u64 = 0;
  /** 0 until the next tick sets it. */
  expiresMs: u64 = 0;

  /** Neighbours among the client's calls, oldest first. The next one also links the free calls. */
  next: Call | null = null;
  previous: Call | null = null;
}

/** Keeps every call reachable: the table holds addresses only. */
const calls: Call[] = [];
const byToken = new IdTable();
let free: Call | null = null;

/** A blank call. */
export function acquireCall(): Call {
  const call = free;
  if (call === null) {
    const fresh = new Call();
    calls.push(fresh);
    return fresh;
  }
  free = call.next;
  call.next = null;
  call.context = 0;
  call.tag = 0;
  call.attempts = 0;
  call.recovery = Recovery.None;
  call.fault = Fault.None;
  call.sentAtNs = 0;
  call.expiresMs = 0;
  return call;
}

export function releaseCall(call: Call): void {
  call.caller = null;
  call.client = null;
  call.next = free;
  free = call;
}

export function rememberCall(call: Call, token: u32): void {
  call.token = token;
  byToken.put(token, changetype<usize>(call));
}

/** Takes the call with `token` out of the table; null for a token that is not ours. */
export function takeCall(token: u32): Call | null {
  return changetype<Call | null>(byToken.take(token));
}
