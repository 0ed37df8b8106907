import { bytesOf } from "../text/bytes";
import { Call } from "./call";
import { RedisClient } from "./client";
import { Fault, faultOfError } from "./fault";
import { count, Metric } from "./metrics";
import { Reply } from "./reply";

/** How an error reply can be cured by sending again. The values are bits, so that `Call.attempts` can remember them. */
export enum Recovery {
  None = 0,
  /** The server does not know the script: send it whole. */
  SendScript = 1,
  /** The gateway's client had lost its credentials and has them again: send the same. */
  Repeat = 2,
}

const NOSCRIPT = bytesOf("NOSCRIPT");

/** Judges the error that `reply` holds. Each remedy is offered once per call; what stays an error, the client is told. */
export function recoveryFor(client: RedisClient, call: Call, reply: Reply): Recovery {
  if (reply.startsWith(NOSCRIPT) && (call.attempts & Recovery.SendScript) == 0) {
    count(Metric.ScriptsReloaded);
    return Recovery.SendScript;
  }
  const fault = faultOfError(reply);
  const mayRepeat = fault == Fault.NoAuth && (call.attempts & Recovery.Repeat) == 0;
  if (mayRepeat && client.heal(call.installation)) return Recovery.Repeat;
  client.failed(call, fault, reply);
  return Recovery.None;
}
