import { quoteJson, quoteText } from "../../../../assembly/text/json/quote";
import { valueOf } from "./parsing";

function quoted(text: string): string {
  return quoteJson(valueOf(text), 1000);
}

describe("a quoted value", () => {
  it("is compact JSON", () => {
    expect(quoted("null")).toBe("null");
    expect(quoted(" [ true , false ] ")).toBe("[true,false]");
    expect(quoted('{"b": [1, {}], "a": {"c": []}}')).toBe('{"b":[1,{}],"a":{"c":[]}}');
    expect(quoted("1e3")).toBe("1000");
    expect(quoted("-0.5")).toBe("-0.5");
    expect(quoted("-9223372036854775808")).toBe("-9223372036854775808");
  });

  it("is one line of valid JSON whatever its text holds", () => {
    expect(quoted('"a\\"b\\\\c/\\n\\u001b€"')).toBe('"a\\"b\\\\c/\\n\\u001b€"');
    expect(quoted('{"\\n": 1}')).toBe('{"\\n":1}');
  });

  it("is cut where it gets too long", () => {
    expect(quoteJson(valueOf('"abcdefgh"'), 5)).toBe('"abcd…');
    expect(quoteJson(valueOf('"abc"'), 5)).toBe('"abc"');
    expect(quoteJson(valueOf("[1,2,3]"), 7)).toBe("[1,2,3]");
    expect(quoteJson(valueOf("[1,2,3]"), 6)).toBe("[1,2,3…");
    expect(quoteJson(valueOf('{"a":{"b":[1,2]}}'), 12)).toBe('{"a":{"b":[1…');
    expect(quoteJson(valueOf("[1]"), 0)).toBe("…");
    expect(quoteText("x".repeat(100)).length).toBe(61);
  });

  it("is not cut inside a character", () => {
    expect(quoteText("😀😀", 2)).toBe('"…');
    expect(quoteText("😀😀", 3)).toBe('"😀…');
  });

  it("is cheap to cut from a large document", () => {
    const text = "[" + '["aaaaaaaaaaaaaaaaaaaaaaaa"],'.repeat(10000) + "0]";
    expect(quoteJson(valueOf(text), 10)).toBe('[["aaaaaaa…');
    expect(quoteText("y".repeat(1 << 20), 3)).toBe('"yy…');
  });
});
