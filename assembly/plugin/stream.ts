import { Exchange } from "../exchange/exchange";
import { Phase } from "../exchange/outcome";
import { FilterHeadersStatusValues, StreamTypeValues } from "../host/enums";
import { continueStream } from "../host/stream";
import { findExchange, rootOf } from "./contexts";
import { beginPhase, Verdict } from "./pipeline";

/** The request headers of stream `id` have arrived. */
export function onRequestHeaders(id: u32): FilterHeadersStatusValues {
  const exchange = findExchange(id);
  if (exchange === null) return FilterHeadersStatusValues.Continue;
  const plan = rootOf(exchange).plan();
  if (plan === null || plan.sections.length == 0) return FilterHeadersStatusValues.Continue;
  exchange.plan = changetype<usize>(plan);
  return statusOf(exchange, beginPhase(exchange, Phase.Request));
}

/** The response headers have arrived: the origin's, or those of a local reply. */
export function onResponseHeaders(id: u32): FilterHeadersStatusValues {
  const exchange = findExchange(id);
  if (exchange === null || exchange.plan == 0 || exchange.isAnswered)
    return FilterHeadersStatusValues.Continue;
  return statusOf(exchange, beginPhase(exchange, Phase.Response));
}

/** A reply has moved `exchange` on: let the stream go if it may. */
export function follow(exchange: Exchange, verdict: Verdict): void {
  if (verdict == Verdict.Hold || !exchange.isHeld) return;
  exchange.isHeld = false;
  if (verdict == Verdict.Answered) return;
  continueStream(exchange.phase == Phase.Request ? StreamTypeValues.Request : StreamTypeValues.Response);
}

/** Status 1 would let the headers go with the first body chunk, so waiting is 4. */
function statusOf(exchange: Exchange, verdict: Verdict): FilterHeadersStatusValues {
  if (verdict == Verdict.Pass) return FilterHeadersStatusValues.Continue;
  exchange.isHeld = verdict == Verdict.Hold;
  return FilterHeadersStatusValues.StopAllIterationAndWatermark;
}
