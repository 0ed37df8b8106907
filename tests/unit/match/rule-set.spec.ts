import { RuleSet } from "../../../assembly/match/rule-set";
import { Scope } from "../../../assembly/match/scope";
import { factsOf } from "./facts";

describe("the rules", () => {
  it("are tried in their order, whatever their kind", () => {
    const rules = new RuleSet([
      new Scope([], [], ["web.dns"], []),
      new Scope([], ["x.com"], [], []),
      new Scope(["a"], [], [], []),
    ]);
    expect(rules.find(factsOf("a", "x.com", "outbound|80||web.dns"))).toBe(0);
    expect(rules.find(factsOf("a", "x.com", ""))).toBe(1);
    expect(rules.find(factsOf("a", "y.com", ""))).toBe(2);
    expect(rules.find(factsOf("b", "y.com", ""))).toBe(-1);
  });

  it("may be none", () => {
    const rules = new RuleSet([]);
    expect(rules.isEmpty).toBeTruthy();
    expect(rules.find(factsOf("a", "x.com", ""))).toBe(-1);
    expect(rules.needsHost || rules.needsRoute || rules.needsService).toBeFalsy();
  });

  it("need what any of them needs", () => {
    const rules = new RuleSet([new Scope([], ["x.com"], [], []), new Scope(["a"], [], ["s"], [])]);
    expect(rules.isEmpty).toBeFalsy();
    expect(rules.needsHost && rules.needsRoute && rules.needsService).toBeTruthy();
    const hosts = new RuleSet([new Scope([], ["x.com"], [], [])]);
    expect(hosts.needsHost).toBeTruthy();
    expect(hosts.needsRoute || hosts.needsService).toBeFalsy();
  });
});
