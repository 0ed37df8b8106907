import { bytesOf } from "../text/bytes";
import { decimalText } from "../text/decimal-text";
import { Reply } from "./reply";

/** What the last call told about a Redis. */
export enum Health {
  Unknown,
  Up,
  UnknownCluster,
  NoHost,
  NoReply,
  Unauthenticated,
  WrongPassword,
  NotPermitted,
  Loading,
  ReadOnly,
  OutOfMemory,
  ErrorReply,
  UnexpectedReply,
}

const NOAUTH = bytesOf("NOAUTH");
/** What a server says that takes the first bulk of a command before authentication for too long. */
const UNAUTHENTICATED = bytesOf("ERR Protocol error: unauthenticated");
const WRONGPASS = bytesOf("WRONGPASS");
const NOPERM = bytesOf("NOPERM");
const LOADING = bytesOf("LOADING");
const READONLY = bytesOf("READONLY");
const OOM = bytesOf("OOM");

/** Sorts an error reply by the code Redis puts in front. */
export function healthOfError(reply: Reply): Health {
  if (reply.startsWith(NOAUTH) || reply.startsWith(UNAUTHENTICATED)) return Health.Unauthenticated;
  if (reply.startsWith(WRONGPASS)) return Health.WrongPassword;
  if (reply.startsWith(NOPERM)) return Health.NotPermitted;
  if (reply.startsWith(LOADING)) return Health.Loading;
  if (reply.startsWith(READONLY)) return Health.ReadOnly;
  if (reply.startsWith(OOM)) return Health.OutOfMemory;
  return Health.ErrorReply;
}

/** For the log: what is the matter, and what an operator can do about it. */
export function healthText(health: Health, timeoutMs: i32, detail: string): string {
  switch (health) {
    case Health.Up:
      return "answers again";
    case Health.UnknownCluster:
      return (
        "the gateway has no such service; check redis.service_name and redis.service_port against the McpBridge " +
        "entry (port 80 by convention for .static)"
      );
    case Health.NoHost:
      return "the service has no healthy endpoint";
    case Health.NoReply:
      return "connection lost, or no reply within " + decimalText(timeoutMs) + " ms";
    case Health.Unauthenticated:
    case Health.WrongPassword:
      return "authentication failed, check redis.username and redis.password: " + detail;
    case Health.NotPermitted:
      return "the user may not run the command, check its ACL: " + detail;
    case Health.Loading:
      return "is starting: " + detail;
    case Health.ReadOnly:
      return "is a replica and takes no writes: " + detail;
    case Health.OutOfMemory:
      return "has reached maxmemory, check maxmemory-policy: " + detail;
    case Health.ErrorReply:
      return "error reply: " + detail;
    default:
      return "unexpected reply: " + detail;
  }
}
