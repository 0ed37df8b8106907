import { acquireExchange, Exchange, releaseExchange, SectionKind } from "../../../assembly/exchange/exchange";
import { Phase } from "../../../assembly/exchange/outcome";

const KIND = SectionKind.Limiter;

function begun(): Exchange {
  const exchange = acquireExchange(5, 0, 0);
  exchange.beginTurn(Phase.Request);
  return exchange;
}

describe("the calls of an exchange", () => {
  it("are counted for their section and for all", () => {
    const exchange = begun();
    expect(exchange.isWaitingFor(KIND)).toBeFalsy();
    exchange.callSent(KIND);
    exchange.callSent(KIND);
    expect(exchange.pendingCalls).toBe(2);
    exchange.callEnded(KIND);
    expect(exchange.isWaitingFor(KIND)).toBeTruthy();
    exchange.callEnded(KIND);
    expect(exchange.isWaitingFor(KIND)).toBeFalsy();
    expect(exchange.pendingCalls).toBe(0);
    releaseExchange(exchange);
  });

  it("can be forgotten: nobody waits for them any more", () => {
    const exchange = begun();
    for (let i = 0; i < 3; i++) exchange.callSent(KIND);
    exchange.callEnded(KIND);
    exchange.forgetCalls(KIND);
    expect(exchange.isWaitingFor(KIND)).toBeFalsy();
    expect(exchange.pendingCalls).toBe(0);
    exchange.forgetCalls(KIND);
    expect(exchange.pendingCalls).toBe(0);
    releaseExchange(exchange);
  });

  it("belong to one turn: the next has none, and a number of its own", () => {
    const exchange = begun();
    const turn = exchange.turn;
    exchange.callSent(KIND);
    exchange.beginTurn(Phase.Response);
    expect(exchange.turn).not.toBe(turn);
    expect(exchange.pendingCalls).toBe(0);
    expect(exchange.isWaitingFor(KIND)).toBeFalsy();
    releaseExchange(exchange);
  });

  it("are none in a record that is used again", () => {
    const exchange = begun();
    exchange.callSent(KIND);
    exchange.bypass(KIND);
    store<u64>(exchange.stateOf(KIND), u64.MAX_VALUE, 56);
    releaseExchange(exchange);
    const next = begun();
    expect(changetype<usize>(next)).toBe(changetype<usize>(exchange));
    expect(next.isWaitingFor(KIND)).toBeFalsy();
    expect(next.isBypassed(KIND)).toBeFalsy();
    expect(load<u64>(next.stateOf(KIND), 56)).toBe(0);
    releaseExchange(next);
  });

  it("do not touch the section's own bytes", () => {
    const exchange = begun();
    store<u64>(exchange.stateOf(KIND), u64.MAX_VALUE, 56);
    exchange.callSent(KIND);
    expect(load<u64>(exchange.stateOf(KIND), 56)).toBe(u64.MAX_VALUE);
    expect(exchange.isWaitingFor(KIND)).toBeTruthy();
    expect(exchange.pendingCalls).toBe(1);
    releaseExchange(exchange);
  });
});
