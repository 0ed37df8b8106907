import { OpenCommand } from "../open-command";

/** What `setWith` and `getEx` do about the time to live; the unit and origin of `time` are its own. */
export enum Expiry {
  /** `setWith` removes the time to live, `getEx` leaves it. */
  None,
  /** EX: seconds from now. */
  Seconds,
  /** PX: milliseconds from now. */
  Milliseconds,
  /** EXAT: seconds since 1970. */
  UnixSeconds,
  /** PXAT: milliseconds since 1970. */
  UnixMilliseconds,
  /** `setWith` only, KEEPTTL: the new value lives on as the old one would have. */
  Keep,
  /** `getEx` only, PERSIST: the value no longer expires. */
  Persist,
}

/** Appends the words for `expiry`; one that is not for this command is the server's to refuse. */
export function putExpiry(command: OpenCommand, expiry: Expiry, time: i64): OpenCommand {
  switch (expiry) {
    case Expiry.Seconds:
      return command.arg("EX").arg(time);
    case Expiry.Milliseconds:
      return command.arg("PX").arg(time);
    case Expiry.UnixSeconds:
      return command.arg("EXAT").arg(time);
    case Expiry.UnixMilliseconds:
      return command.arg("PXAT").arg(time);
    case Expiry.Keep:
      return command.arg("KEEPTTL");
    case Expiry.Persist:
      return command.arg("PERSIST");
    default:
      return command;
  }
}
