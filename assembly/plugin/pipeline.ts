import { Exchange, SectionKind } from "../exchange/exchange";
import { FailurePolicy } from "../exchange/failure-policy";
import { Outcome, Phase } from "../exchange/outcome";
import { Section } from "../exchange/section";
import { Call } from "../redis/call";
import { Reply } from "../redis/reply";
import { Plan } from "./plan";
import { sendUnavailable } from "./unavailable";

/** What the host has to do with the stream. */
export enum Verdict {
  Pass,
  Hold,
  /** A local reply is on its way. */
  Answered,
}

/** Runs a phase of `exchange` up to its first pause or to its end. */
export function beginPhase(exchange: Exchange, phase: Phase): Verdict {
  exchange.beginTurn(phase);
  const sections = sectionsOf(exchange);
  for (let i = 0; i < sections.length; i++) {
    const section = unchecked(sections[i]);
    if (exchange.isBypassed(section.kind)) continue;
    if (settle(exchange, section, section.ask(exchange, phase))) return Verdict.Answered;
  }
  return exchange.pendingCalls > 0 ? Verdict.Hold : conclude(exchange);
}

/** Hands the end of a call (reply null: it has none) to its section, and ends the phase with the last one. */
export function resumePhase(exchange: Exchange, kind: SectionKind, call: Call, reply: Reply | null): Verdict {
  exchange.callEnded(kind);
  exchange.fault = call.fault;
  const section = sectionOf(exchange, kind);
  if (section !== null) {
    const outcome = section.hear(exchange, exchange.phase, call, reply);
    if (settle(exchange, section, outcome)) return Verdict.Answered;
  }
  return exchange.pendingCalls > 0 ? Verdict.Hold : conclude(exchange);
}

export function endExchange(exchange: Exchange): void {
  const sections = sectionsOf(exchange);
  for (let i = 0; i < sections.length; i++) unchecked(sections[i]).end(exchange);
}

/** True if the request is answered. */
function settle(exchange: Exchange, section: Section, outcome: Outcome): bool {
  if (outcome == Outcome.Fail) return fallBack(exchange, section);
  if (outcome != Outcome.Reply) return false;
  exchange.isAnswered = true;
  section.reply(exchange);
  return true;
}

/** The only place where a failure meets its policy. True if the request is answered. */
function fallBack(exchange: Exchange, section: Section): bool {
  if (section.failurePolicy == FailurePolicy.Closed) {
    exchange.isAnswered = true;
    sendUnavailable();
    return true;
  }
  exchange.forgetCalls(section.kind);
  const isLocal = section.failurePolicy == FailurePolicy.Local;
  if (isLocal && section.standIn(exchange, exchange.phase) != Outcome.Fail) return false;
  exchange.bypass(section.kind);
  return false;
}

function conclude(exchange: Exchange): Verdict {
  const sections = sectionsOf(exchange);
  for (let i = 0; i < sections.length; i++) {
    const section = unchecked(sections[i]);
    if (exchange.isBypassed(section.kind)) continue;
    if (settle(exchange, section, section.decide(exchange, exchange.phase))) return Verdict.Answered;
  }
  for (let i = 0; i < sections.length; i++) {
    const section = unchecked(sections[i]);
    if (!exchange.isBypassed(section.kind)) section.act(exchange, exchange.phase);
  }
  return Verdict.Pass;
}

function sectionsOf(exchange: Exchange): Section[] {
  return changetype<Plan>(exchange.plan).sections;
}

function sectionOf(exchange: Exchange, kind: SectionKind): Section | null {
  const sections = sectionsOf(exchange);
  for (let i = 0; i < sections.length; i++) {
    if (unchecked(sections[i]).kind == kind) return unchecked(sections[i]);
  }
  return null;
}
