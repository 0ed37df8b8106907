import { sendCommand } from "../exchange/call";
import { Exchange, SectionKind } from "../exchange/exchange";
import { FailurePolicy } from "../exchange/failure-policy";
import { Outcome, Phase } from "../exchange/outcome";
import { RequestHeaders } from "../exchange/request-headers";
import { Section } from "../exchange/section";
import { GrpcStatusValues } from "../host/enums";
import { sendLocalResponse } from "../host/stream";
import { CommandWriter } from "../redis/command";
import { Endpoint } from "../redis/endpoint";
import { Health } from "../redis/health";
import { Recovery, recoveryFor } from "../redis/recovery";
import { Reply } from "../redis/reply";
import { Script } from "../redis/script";
import { FIXED_WINDOW_SHA1, FIXED_WINDOW_SOURCE } from "../redis/scripts/embedded";
import { Bytes } from "../text/bytes";
import { Counter } from "./counter";
import { Decision } from "./decision";
import { rejectionHeaders, setQuotaHeaders } from "./quota-headers";
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
    private endpoint: Endpoint,
    private headers: RequestHeaders,
    /** In the order in which they are tried; the first that applies decides. */
    private items: RuleItem[],
    private rejection: Rejection,
    private showsQuota: bool,
    /** Counts and decides, but lets everything pass. */
    private isShadow: bool,
  ) {
    super(SectionKind.Limiter, failurePolicy);
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

  hear(exchange: Exchange, _phase: Phase, attempts: u32, reply: Reply | null): Outcome {
    const recovery = recoveryFor(this.endpoint, reply, attempts, decisionOf(exchange).madeAt);
    if (recovery == Recovery.Repeat) return this.send(exchange, attempts | Recovery.Repeat);
    if (recovery == Recovery.SendScript) return this.send(exchange, attempts | Recovery.SendScript);
    if (recovery == Recovery.GiveUp || reply === null) return Outcome.Fail;
    if (!decisionOf(exchange).take(reply)) {
      this.endpoint.observe(Health.UnexpectedReply, reply);
      return Outcome.Fail;
    }
    this.endpoint.observe(Health.Up);
    return Outcome.Continue;
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

  private findCounter(): Counter | null {
    this.headers.begin();
    for (let i = 0; i < this.items.length; i++) {
      const counter = unchecked(this.items[i]).find(value);
      if (counter !== null) return counter;
    }
    return null;
  }

  private send(exchange: Exchange, attempts: u32): Outcome {
    const decision = decisionOf(exchange);
    const counter = changetype<Counter>(decision.counter);
    const isKnown = (attempts & Recovery.SendScript) == 0;
    script.encode(command, isKnown, exchange.text.at, exchange.text.size, counter.limit.encodedArguments);
    const outcome = sendCommand(exchange, this.kind, attempts, this.endpoint, command.out);
    decision.madeAt = this.endpoint.installations;
    return outcome;
  }
}

// @ts-ignore: decorator
@inline
function decisionOf(exchange: Exchange): Decision {
  return changetype<Decision>(exchange.stateOf(SectionKind.Limiter));
}
