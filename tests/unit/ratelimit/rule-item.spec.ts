import { Counter, Limit } from "../../../assembly/ratelimit/counter";
import { RuleItem } from "../../../assembly/ratelimit/rule-item";
import { AnyValue, ExactValue } from "../../../assembly/ratelimit/value-matcher";
import { RequestValue } from "../../../assembly/ratelimit/value-source";
import { textOf } from "../../../assembly/text/bytes";
import { FixedSource } from "./values";

const value = new RequestValue();
const alice = new Counter(new ExactValue("alice"), new Limit(1, 60), "a:");
const anyone = new Counter(new AnyValue(), new Limit(2, 60), "b:");

describe("a rule item", () => {
  it("counts by the first counter that takes the value", () => {
    const item = new RuleItem(new FixedSource("alice"), [alice, anyone]);
    expect(item.find(value) === alice).toBeTruthy();
    const turned = new RuleItem(new FixedSource("alice"), [anyone, alice]);
    expect(turned.find(value) === anyone).toBeTruthy();
    expect(textOf(value.text.at, value.text.size)).toBe("alice");
  });

  it("looks the value up once, however many counters it has", () => {
    const source = new FixedSource("bob");
    new RuleItem(source, [alice, alice, alice, anyone]).find(value);
    expect(source.reads).toBe(1);
  });

  it("does not apply to a request without the value, or with one nobody counts", () => {
    expect(new RuleItem(new FixedSource("alice", false), [alice, anyone]).find(value)).toBeNull();
    expect(new RuleItem(new FixedSource("bob"), [alice]).find(value)).toBeNull();
    expect(new RuleItem(new FixedSource("alice"), []).find(value)).toBeNull();
  });
});
