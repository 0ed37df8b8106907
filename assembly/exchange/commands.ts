import { Caller } from "../redis/caller";
import { RedisClient } from "../redis/client";
import { Fault } from "../redis/fault";
import { ByteBuffer } from "../text/byte-buffer";
import { Exchange, SectionKind } from "./exchange";
import { Outcome } from "./outcome";

// The tag of a call: bits 0-23 the section's mark, 24-31 the section, 32-63 the turn.
const MARK_BITS: u64 = 24;
const MARK_MASK: u32 = 0xffffff;

/**
 * Sends one command of section `kind` for `exchange`: Wait, or Fail if nothing was sent. Several commands of one phase
 * leave together when the export returns. `mark` (24 bits) is the section's own, to tell its calls apart.
 */
export function sendCommand(
  exchange: Exchange,
  kind: SectionKind,
  client: RedisClient,
  command: ByteBuffer,
  attempts: u32 = 0,
  mark: u32 = 0,
): Outcome {
  const caller = changetype<Caller>(exchange.caller);
  const fault = client.send(command, caller, exchange.id, tagOf(exchange.turn, kind, mark), attempts);
  exchange.fault = fault;
  if (fault != Fault.None) return Outcome.Fail;
  exchange.callSent(kind);
  return Outcome.Wait;
}

// @ts-ignore: decorator
@inline
function tagOf(turn: u32, kind: SectionKind, mark: u32): u64 {
  return ((<u64>turn) << 32) | ((<u64>kind) << MARK_BITS) | mark;
}

/** Turn of the exchange in which the call with `tag` was made; another filter's answer may have ended it. */
export function turnOf(tag: u64): u32 {
  return <u32>(tag >> 32);
}

/** Section that made the call with `tag`. */
export function kindOf(tag: u64): SectionKind {
  return (<u32>tag) >> (<u32>MARK_BITS);
}

export function markOf(tag: u64): u32 {
  return (<u32>tag) & MARK_MASK;
}
