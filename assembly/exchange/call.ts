import { IdTable } from "../memory/id-table";
import { Pool } from "../memory/pool";
import { ByteBuffer } from "../text/byte-buffer";
import { Endpoint } from "../redis/endpoint";
import { Exchange, SectionKind } from "./exchange";
import { Outcome } from "./outcome";

/** A command under way. Replies come back by token through one table, so nothing is allocated for them. */
@unmanaged
export class Call {
  /** Stream the reply is for; it may be gone by then, the host cancels nothing. */
  exchange: u32 = 0;
  /** Turn of the exchange it was made in; another filter's answer may have ended it. */
  turn: u32 = 0;
  kind: SectionKind = 0;
  /** The section's own mark, to tell its calls apart. */
  tag: u32 = 0;
}

const pool = new Pool(<i32>offsetof<Call>());
const calls = new IdTable();

/** Sends one command for `exchange`: Wait, or Fail if the gateway has nowhere to send it. */
export function sendCommand(
  exchange: Exchange,
  kind: SectionKind,
  tag: u32,
  endpoint: Endpoint,
  command: ByteBuffer,
): Outcome {
  const token = endpoint.call(command);
  if (token == 0) return Outcome.Fail;
  const call = changetype<Call>(pool.acquire());
  call.exchange = exchange.id;
  call.turn = exchange.turn;
  call.kind = kind;
  call.tag = tag;
  calls.put(token, changetype<usize>(call));
  exchange.pendingCalls += 1;
  return Outcome.Wait;
}

/** Takes the call with `token` out of the table, or null for a token that is not ours. Release it when done. */
export function takeCall(token: u32): Call | null {
  return changetype<Call | null>(calls.take(token));
}

export function releaseCall(call: Call): void {
  pool.release(changetype<usize>(call));
}
