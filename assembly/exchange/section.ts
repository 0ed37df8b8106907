import { Call } from "../redis/call";
import { Reply } from "../redis/reply";
import { Exchange, SectionKind } from "./exchange";
import { FailurePolicy } from "./failure-policy";
import { Outcome, Phase } from "./outcome";

/**
 * One feature of one configuration. It lives as long as the configuration and keeps nothing of a request in itself:
 * that goes into the exchange. Each phase runs ask -> hear -> decide -> act, in this order, whatever the feature is.
 */
export abstract class Section {
  constructor(
    readonly kind: SectionKind,
    readonly failurePolicy: FailurePolicy,
  ) {}

  /** Looks whether the section applies and sends its calls. Continue: nothing to ask. */
  abstract ask(exchange: Exchange, phase: Phase): Outcome;

  /**
   * Takes the end of one call; `reply` is valid in this call only, null: there is none. Continue: noted. Wait: a
   * further call was sent in its place.
   */
  abstract hear(exchange: Exchange, phase: Phase, call: Call, reply: Reply | null): Outcome;

  /**
   * Does without Redis, under the policy Local; `exchange.fault` says why. Continue: it speaks again in `decide`. Fail: it
   * can't either.
   */
  standIn(_exchange: Exchange, _phase: Phase): Outcome {
    return Outcome.Fail;
  }

  /** Speaks when the last reply of all sections is in. Continue, or Reply to answer the request. */
  abstract decide(exchange: Exchange, phase: Phase): Outcome;

  /** Sends the local reply it decided on. */
  abstract reply(exchange: Exchange): void;

  /** Edits what passes on, after every section let it pass. */
  abstract act(exchange: Exchange, phase: Phase): void;

  /** The stream is over, however it ended. */
  abstract end(exchange: Exchange): void;

  /** The timer of the configuration. Returns the period in ms at which it must come again, 0: whenever. */
  tick(_nowMs: u64): u32 {
    return 0;
  }
}
