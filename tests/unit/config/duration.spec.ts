import { durationMs } from "../../../assembly/config/duration";

describe("a duration", () => {
  it("is a number and a unit", () => {
    expect(durationMs("500ms")).toBe(500);
    expect(durationMs("30s")).toBe(30_000);
    expect(durationMs("10m")).toBe(600_000);
    expect(durationMs("1h")).toBe(3_600_000);
    expect(durationMs("7d")).toBe(604_800_000);
    expect(durationMs("0ms")).toBe(0);
    expect(durationMs("007s")).toBe(7000);
  });

  it("may be as long as ten digits tell, without overflow", () => {
    expect(durationMs("9999999999d")).toBe(9_999_999_999 * 86_400_000);
    expect(durationMs("10000000000ms")).toBe(-1);
  });

  it("is nothing else", () => {
    const others = [
      "",
      "5",
      "ms",
      "5 ms",
      " 5ms",
      "5ms ",
      "-5ms",
      "+5ms",
      "1.5s",
      "5MS",
      "5S",
      "1h30m",
      "5w",
      "5µs",
      "s5",
    ];
    for (let i = 0; i < others.length; i++) expect(durationMs(others[i])).toBe(-1, others[i]);
  });
});
