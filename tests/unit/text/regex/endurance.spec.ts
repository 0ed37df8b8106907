import { bytesOf } from "../../../../assembly/text/bytes";
import { Regex, compileRegex } from "../../../../assembly/text/regex/regex";
import { outcomeOf, problemOf } from "./outcome";

const LONG: i32 = 100_000;

describe("a hostile pattern or text", () => {
  it("takes linear time, where backtracking would not come back", () => {
    const text = "a".repeat(LONG);
    expect(outcomeOf("(a+)+$", text + "!")).toBe("no");
    expect(outcomeOf("(a|a)*b", text)).toBe("no");
    expect(outcomeOf("^(([a-z])+.)+[A-Z]([a-z])+$", text)).toBe("no");
    expect(outcomeOf("(a*)*(a*)*(a*)*c", text)).toBe("no");
    expect(outcomeOf("(x+x+)+y", "x".repeat(LONG))).toBe("no");
    expect(outcomeOf("a?".repeat(50) + "a".repeat(50), "a".repeat(50))).toBe("yes");
  });

  it("may nest as deeply as a pattern can", () => {
    expect(outcomeOf("(".repeat(4_900) + "a" + ")".repeat(4_900), "xa")).toBe("yes");
    expect(outcomeOf("(?:".repeat(1_900) + "a" + ")*".repeat(1_900), "b")).toBe("yes");
    expect(problemOf("(".repeat(9_999)).startsWith("9998: missing closing )")).toBe(true);
  });

  it("may fill the whole program", () => {
    expect(outcomeOf("^(?:[a-z][0-9]){1000}$", "a1".repeat(1_000))).toBe("yes");
    expect(outcomeOf("^(?:[a-z][0-9]){1000}$", "a1".repeat(999))).toBe("no");
    expect(outcomeOf("^(?:abcdefgh){1000}$", "abcdefgh".repeat(1_000))).toBe("yes");
    expect(outcomeOf("^.{0,1000}$", "é".repeat(1_000))).toBe("yes");
    expect(outcomeOf("^.{0,1000}$", "é".repeat(1_001))).toBe("no");
  });

  it("may be any text at all", () => {
    const alphabet = "()[]{}|*+?^$.\\-,:=!<>PQEpxUimsab019dDwWbBzA é";
    let state: u32 = 2_463_534_242;
    let compiled = 0;
    for (let round = 0; round < 20_000; round++) {
      let pattern = "";
      for (let i = 0; i < 12; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        pattern += alphabet.charAt(state % alphabet.length);
      }
      if (problemOf(pattern) == "") compiled += 1;
      outcomeOf(pattern, "ab0 é");
    }
    expect(compiled).toBeGreaterThan(500);
    expect(compiled).toBeLessThan(19_500);
  });
});

describe("a compiled regular expression", () => {
  it("serves text after text, and keeps nothing of them", () => {
    const regex = changetype<Regex>(compileRegex("^(a|b)+x?c$").regex);
    const yes = bytesOf("abxc");
    const no = bytesOf("abx");
    for (let i = 0; i < 100; i++) {
      expect(regex.matches(changetype<usize>(yes), yes.byteLength)).toBe(true);
      expect(regex.matches(changetype<usize>(no), no.byteLength)).toBe(false);
      expect(regex.matches(changetype<usize>(yes), 3)).toBe(false, "a shorter range of the same memory");
    }
  });

  it("is not touched by the ones compiled after it", () => {
    const first = changetype<Regex>(compileRegex("(?i)[é-ü]+1|x{3}").regex);
    expect(compileRegex("[").regex).toBe(null);
    const second = changetype<Regex>(compileRegex("abc").regex);
    const text = bytesOf("ÖÉ1");
    expect(first.matches(changetype<usize>(text), text.byteLength)).toBe(true);
    expect(second.matches(changetype<usize>(text), text.byteLength)).toBe(false);
  });

  it("matches in a text of size zero, wherever it lies", () => {
    const regex = changetype<Regex>(compileRegex("^$").regex);
    expect(regex.matches(0, 0)).toBe(true);
  });
});
