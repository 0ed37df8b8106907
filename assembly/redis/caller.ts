import { Call } from "./call";
import { Reply } from "./reply";

/**
 * Sends commands and hears what becomes of them: exactly once for each accepted call, unless its stream or its
 * configuration is gone by then. It must live as long as its calls may; one for each kind of use is enough, since a
 * call says what it is for (`context`, `tag`).
 */
export abstract class Caller {
  /**
   * Takes the end of `call`, with its stream as the target of hostcalls. `reply` is valid in this call only; null:
   * there is none, and `call.fault` says why. After null do not send again from here: a call made on a dying
   * connection fails with it, and so on for ever. An error reply may be curable, see `call.recovery`.
   */
  abstract hear(call: Call, reply: Reply | null): void;

  /** Whether the error that `reply` holds is as good an answer as any. */
  welcomes(_error: Reply): bool {
    return false;
  }

  /** False drops the reply unheard and without any hostcall, because nobody waits for it any more. */
  awaits(_call: Call): bool {
    return true;
  }
}
