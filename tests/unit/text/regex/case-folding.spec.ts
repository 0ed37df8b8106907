import { mistakesOf } from "./outcome";

function expectMatches(pattern: string, matching: string[], others: string[]): void {
  expect(mistakesOf(pattern, matching, others)).toBe("", pattern);
}

describe("matching without case", () => {
  it("folds ASCII, Latin, Greek and Cyrillic", () => {
    expectMatches("(?i)^straße$", ["STRAßE", "STRAẞE"], ["STRASSE"]);
    expectMatches("(?i)^éÀþ$", ["ÉàÞ"], ["eaþ"]);
    expectMatches("(?i)^ÿő$", ["ŸŐ"], []);
    expectMatches("(?i)^Привет ё$", ["ПРИВЕТ Ё"], []);
    expectMatches("(?i)^ΣΊΣΥΦΟΣ$", ["σίσυφος"], []);
  });

  it("folds letters with more than two forms", () => {
    expectMatches("(?i)^k$", ["k", "K", "\u212a"], ["x"]);
    expectMatches("(?i)^\u212a$", ["k", "K"], []);
    expectMatches("(?i)^S$", ["s", "S", "\u017f"], []);
    expectMatches("(?i)^θ$", ["Θ", "ϑ", "ϴ"], []);
    expectMatches("(?i)^µ$", ["Μ", "μ"], []);
    expectMatches("(?i)^\u0390\u1fe3$", ["\u1fd3\u03b0"], []);
  });

  it("folds classes before they are negated", () => {
    expectMatches("(?i)^[a-c]$", ["A", "b"], ["d"]);
    expectMatches("(?i)^[^a]$", ["b"], ["a", "A"]);
    expectMatches("(?i)^[[:upper:]]$", ["a", "Z"], ["1"]);
    expectMatches("(?i)^[[:^upper:]]$", ["1"], ["a", "A"]);
    expectMatches("(?i)^\\w$", ["\u017f"], ["é"]);
    expectMatches("(?i)^\\W$", ["é"], ["\u017f", "\u212a"]);
    expectMatches("(?i)^[ā-ć]$", ["Ā", "ą", "Ć"], ["Ĉ"]);
  });

  it("leaves other scripts alone", () => {
    expectMatches("(?i)^ա$", ["ա"], ["Ա"]);
  });
});
