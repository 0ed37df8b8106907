import { bytesOf, startsWithBytes } from "../text/bytes";
import { decimalText } from "../text/decimal-text";
import { Reply } from "./reply";

/** Why a call has no useful reply. The order is that of the metrics, see `metrics.ts`. */
export enum Fault {
  None,
  /** The gateway has no such cluster (yet); nothing was sent. */
  UnknownCluster,
  /** The cluster has no healthy endpoint; nothing was sent. */
  NoHost,
  /** The breaker is open; nothing was sent. */
  BreakerOpen,
  /** `max_in_flight` calls wait already; nothing was sent. */
  TooManyInFlight,
  /** Closed by a peer, refused, or no reply within the gateway's timeout: the gateway does not say which. */
  ConnectionLost,
  /** No reply within our own deadline. The command may have been carried out. */
  DeadlineExceeded,
  /** An error reply, as all up to `ErrorReply`: the connection has no credentials. */
  NoAuth,
  WrongPassword,
  /** The ACL of the user does not allow the command. */
  NotPermitted,
  /** The server is reading its data. */
  Loading,
  /** The server is a replica. */
  ReadOnly,
  /** `maxmemory` is reached. */
  OutOfMemory,
  /** Any other. */
  ErrorReply,
  /** The caller could make no sense of the reply, see `RedisClient.misunderstood`. */
  UnexpectedReply,
  /** A mistake of the caller, which no metric counts: a typed command is empty if its list was. Nothing was sent. */
  EmptyCommand,
}

const NOAUTH = bytesOf("NOAUTH");
/** What a server says that takes the first bulk of a command before authentication for too long. */
const UNAUTHENTICATED = bytesOf("ERR Protocol error: unauthenticated");
const WRONGPASS = bytesOf("WRONGPASS");
const NOPERM = bytesOf("NOPERM");
const LOADING = bytesOf("LOADING");
const READONLY = bytesOf("READONLY");
const OOM = bytesOf("OOM");
const SCRIPT_ERROR = bytesOf("ERR Error running script");
const INNER = bytesOf(": -");

/** Sorts an error reply by the code Redis puts in front. */
export function faultOfError(reply: Reply): Fault {
  if (!reply.startsWith(SCRIPT_ERROR)) return faultOfCode(reply.at, reply.size);
  // Before 7.0 the error of a command stood inside that of the script that called it: `…: -OOM command not allowed …`.
  for (let i = 0; i < reply.size; i++) {
    if (startsWithBytes(reply.at + i, reply.size - i, INNER)) {
      return faultOfCode(reply.at + i + INNER.byteLength, reply.size - i - INNER.byteLength);
    }
  }
  return Fault.ErrorReply;
}

function faultOfCode(at: usize, size: i32): Fault {
  if (startsWithBytes(at, size, NOAUTH) || startsWithBytes(at, size, UNAUTHENTICATED)) return Fault.NoAuth;
  if (startsWithBytes(at, size, WRONGPASS)) return Fault.WrongPassword;
  if (startsWithBytes(at, size, NOPERM)) return Fault.NotPermitted;
  if (startsWithBytes(at, size, LOADING)) return Fault.Loading;
  if (startsWithBytes(at, size, READONLY)) return Fault.ReadOnly;
  if (startsWithBytes(at, size, OOM)) return Fault.OutOfMemory;
  return Fault.ErrorReply;
}

/**
 * Whether the server serves nobody, which a PING finds out as well. Others cost no time (nothing was sent) or
 * concern single commands, and asking again is the quickest way to learn that they are over.
 */
export function isOutage(fault: Fault): bool {
  switch (fault) {
    case Fault.ConnectionLost:
    case Fault.DeadlineExceeded:
    case Fault.NoAuth:
    case Fault.WrongPassword:
    case Fault.Loading:
      return true;
    default:
      return false;
  }
}

/** For the log: what is the matter, and what an operator can do about it. */
export function faultText(fault: Fault, timeoutMs: i32, deadlineMs: i32, detail: string): string {
  switch (fault) {
    case Fault.None:
      return "answers again";
    case Fault.UnknownCluster:
      return (
        "the gateway has no such service; check redis.service_name and redis.service_port against the McpBridge " +
        "entry (port 80 by convention for .static)"
      );
    case Fault.NoHost:
      return "the service has no healthy endpoint";
    case Fault.ConnectionLost:
      return "connection lost, or no reply within " + decimalText(timeoutMs) + " ms";
    case Fault.DeadlineExceeded:
      return "no reply within redis.deadline, " + decimalText(deadlineMs) + " ms";
    case Fault.NoAuth:
    case Fault.WrongPassword:
      return "authentication failed, check redis.username and redis.password: " + detail;
    case Fault.NotPermitted:
      return "the user may not run the command, check its ACL: " + detail;
    case Fault.Loading:
      return "is starting: " + detail;
    case Fault.ReadOnly:
      return "is a replica and takes no writes: " + detail;
    case Fault.OutOfMemory:
      return "has reached maxmemory, check maxmemory-policy: " + detail;
    case Fault.ErrorReply:
      return "error reply: " + detail;
    default:
      return "unexpected reply: " + detail;
  }
}
