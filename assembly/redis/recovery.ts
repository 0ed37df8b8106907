import { bytesOf } from "../text/bytes";
import { Endpoint } from "./endpoint";
import { Health, healthOfError } from "./health";
import { Reply, ReplyType } from "./reply";

/** What to do about the reply to a script call. The values are bits, so that `attempts` can remember them. */
export enum Recovery {
  /** An array: whether it is the script's, the caller finds out, and tells the endpoint. */
  None = 0,
  /** The server does not know the script: send it whole. */
  SendScript = 1,
  /** The gateway's client had lost its credentials and has them again. */
  Repeat = 2,
  GiveUp = 4,
}

const NOSCRIPT = bytesOf("NOSCRIPT");

/**
 * Judges a reply (null: the connection was lost) to a call made at installation `madeAt`, and tells the endpoint. Each remedy is tried once per call, and none
 * after a lost connection: a call made there fails on the same dying connection again.
 */
export function recoveryFor(endpoint: Endpoint, reply: Reply | null, attempts: u32, madeAt: u32): Recovery {
  if (reply === null) {
    endpoint.observe(Health.NoReply);
    return Recovery.GiveUp;
  }
  const type = reply.next();
  if (type == ReplyType.Array) return Recovery.None;
  if (type != ReplyType.Error) {
    endpoint.observe(Health.UnexpectedReply, reply);
    return Recovery.GiveUp;
  }
  if (reply.startsWith(NOSCRIPT) && (attempts & Recovery.SendScript) == 0) return Recovery.SendScript;
  const health = healthOfError(reply);
  const mayHeal = health == Health.Unauthenticated && (attempts & Recovery.Repeat) == 0;
  if (mayHeal && endpoint.heal(madeAt)) return Recovery.Repeat;
  endpoint.observe(health, reply);
  return Recovery.GiveUp;
}
