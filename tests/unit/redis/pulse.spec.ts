import { shorterPeriod } from "../../../assembly/redis/pulse";

describe("the shorter of two periods", () => {
  it("is the smaller number", () => {
    expect(shorterPeriod(25, 100)).toBe(25);
    expect(shorterPeriod(100, 25)).toBe(25);
    expect(shorterPeriod(7, 7)).toBe(7);
  });

  it("is the other one, if one is none", () => {
    expect(shorterPeriod(0, 100)).toBe(100);
    expect(shorterPeriod(100, 0)).toBe(100);
    expect(shorterPeriod(0, 0)).toBe(0);
    expect(shorterPeriod(0, u32.MAX_VALUE)).toBe(u32.MAX_VALUE);
  });
});
