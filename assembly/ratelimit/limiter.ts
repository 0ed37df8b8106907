import { sendCommand } from "../exchange/commands";
import { Exchange, SectionKind } from "../exchange/exchange";
import { FailurePolicy } from "../exchange/failure-policy";
import { Outcome, Phase } from "../exchange/outcome";
import { RequestHeaders } from "../exchange/request-headers";
import { Section } from "../exchange/section";
import { GrpcStatusValues } from "../host/enums";
import { sendLocalResponse } from "../host/stream";
import { Call } from "../redis/call";
import { RedisClient } from "../redis/client";
import { CommandWriter } from "../redis/command";
import { Fault } from "../redis/fault";
import { Recovery } from "../redis/recovery";
import { Reply, ReplyType } from "../redis/reply";
import { Script } from "../redis/script";
import { FIXED_WINDOW_SHA1, FIXED_WINDOW_SOURCE } from "../redis/scripts/embedded";
import { Bytes } from "../text/bytes";
import { Counter } from "./counter";
import { Decision } from "./decision";
import { rejectionHeaders, setQuotaHeaders } from "./quota-headers";
import { LocalCounts } from "./local/local-counts";
import { RuleItem } from "./rule-item";
import { RequestValue } from "./value-source";

/** What a rejected client gets. */
export class Rejection {
  constructor(
    readonly status: u32,
    readonly body: Bytes,
    /** Shown as the response code details in the gateway's access log. */
    readonly details: Bytes,
  ) {}
}

const script = new Script(FIXED_WINDOW_SOURCE, FIXED_WINDOW_SHA1, 2);
const command = new CommandWriter();
const value = new RequestValue();

/** Limits requests by counters in Redis that all replicas share. */
export class Limiter extends Section {
  constructor(
    failurePolicy: FailurePolicy,
    private client: RedisClient,
    private headers: RequestHeaders,
    /** In the order in which they are tried; the first that applies decides. */
    private items: RuleItem[],
    private rejection: Rejection,
    private showsQuota: bool,
    /** Counts and decides, but lets everything pass. */
    private isShadow: bool,
    /** Under the policy Local: what counts while Redis can't. */
    private local: LocalCounts | null,
  ) {
    super(SectionKind.Limiter, failurePolicy);
    client.addDependent();
  }

  ask(exchange: Exchange, phase: Phase): Outcome {
    if (phase != Phase.Request) return Outcome.Continue;
    const counter = this.findCounter();
    if (counter === null) return Outcome.Continue;
    decisionOf(exchange).counter = changetype<usize>(counter);
    exchange.text.clear();
    counter.writeKey(value, exchange.text);
    return this.send(exchange, 0);
  }

  hear(exchange: Exchange, _phase: Phase, call: Call, reply: Reply | null): Outcome {
    if (reply === null) return Outcome.Fail;
    if (call.recovery != Recovery.None) return this.send(exchange, call.attempts | call.recovery);
    const type = reply.next();
    if (type == ReplyType.Error) return Outcome.Fail;
    if (type != ReplyType.Array || !decisionOf(exchange).take(reply)) {
      this.client.misunderstood(call, reply);
      return Outcome.Fail;
    }
    return Outcome.Continue;
  }

  standIn(exchange: Exchange, phase: Phase): Outcome {
    const local = this.local;
    const decision = decisionOf(exchange);
    if (local === null || phase != Phase.Request) return Outcome.Fail;
    const counter = changetype<Counter>(decision.counter);
    // A command that was sent is carried out sooner or later, unless its connection was lost on the way.
    const isLikelyTold = exchange.fault == Fault.DeadlineExceeded;
    const isCounted = local.count(exchange.text, counter.limit, isLikelyTold, decision);
    return isCounted ? Outcome.Continue : Outcome.Fail;
  }

  decide(exchange: Exchange, phase: Phase): Outcome {
    if (phase != Phase.Request || this.isShadow) return Outcome.Continue;
    return decisionOf(exchange).isOverLimit ? Outcome.Reply : Outcome.Continue;
  }

  reply(exchange: Exchange): void {
    const rejection = this.rejection;
    const headers = rejectionHeaders(decisionOf(exchange), this.showsQuota);
    const grpcStatus = GrpcStatusValues.ResourceExhausted;
    sendLocalResponse(rejection.status, rejection.details, rejection.body, headers, grpcStatus);
  }

  act(exchange: Exchange, phase: Phase): void {
    if (phase != Phase.Response || !this.showsQuota) return;
    const decision = decisionOf(exchange);
    if (decision.isKnown) setQuotaHeaders(decision);
  }

  end(_exchange: Exchange): void {}

  tick(nowMs: u64): u32 {
    const local = this.local;
    return local === null ? 0 : local.tick(nowMs);
  }

  private findCounter(): Counter | null {
    this.headers.begin();
    for (let i = 0; i < this.items.length; i++) {
      const counter = unchecked(this.items[i]).find(value);
      if (counter !== null) return counter;
    }
    return null;
  }

  private send(exchange: Exchange, attempts: u32): Outcome {
    const counter = changetype<Counter>(decisionOf(exchange).counter);
    const isKnown = (attempts & Recovery.SendScript) == 0;
    script.begin(command, isKnown, exchange.text.at, exchange.text.size);
    command.append(counter.limit.encodedArguments);
    return sendCommand(exchange, this.kind, this.client, command.out, attempts);
  }
}

// @ts-ignore: decorator
@inline
function decisionOf(exchange: Exchange): Decision {
  return changetype<Decision>(exchange.stateOf(SectionKind.Limiter));
}
