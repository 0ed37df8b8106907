import { kindOf, turnOf } from "../exchange/commands";
import { Call } from "../redis/call";
import { Caller } from "../redis/caller";
import { Reply } from "../redis/reply";
import { findExchange } from "./contexts";
import { resumePhase } from "./pipeline";
import { follow } from "./stream";

/** Leads the ends of calls back to the exchanges that wait for them. */
export class Replies extends Caller {
  /** The host cancels nothing: the stream may be gone, answered by another filter, or on without the section. */
  awaits(call: Call): bool {
    const exchange = findExchange(call.context);
    if (exchange === null || exchange.isAnswered) return false;
    return exchange.turn == turnOf(call.tag) && exchange.isWaitingFor(kindOf(call.tag));
  }

  hear(call: Call, reply: Reply | null): void {
    const exchange = findExchange(call.context);
    if (exchange !== null) follow(exchange, resumePhase(exchange, kindOf(call.tag), call, reply));
  }
}
