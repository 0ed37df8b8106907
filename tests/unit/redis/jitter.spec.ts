import { Jitter } from "../../../assembly/redis/jitter";

function seeded(value: u64): Jitter {
  const jitter = new Jitter();
  jitter.seed(value);
  return jitter;
}

describe("jitter", () => {
  it("stays between three and five quarters", () => {
    const middles: u32[] = [0, 1, 2, 3, 4, 5, 100, 101, 1000, 900_000];
    for (let i = 0; i < middles.length; i++) {
      const middle = middles[i];
      const jitter = seeded(i + 1);
      for (let round = 0; round < 1000; round++) {
        const value = jitter.around(middle);
        if (value < middle - middle / 4 || value > middle - middle / 4 + middle / 2)
          expect(value).toBe(middle);
      }
    }
  });

  it("reaches both ends and all between", () => {
    const jitter = seeded(42);
    const seen = new Set<u32>();
    for (let round = 0; round < 5000; round++) seen.add(jitter.around(100));
    expect(seen.size).toBe(51);
    expect(seen.has(75)).toBeTruthy();
    expect(seen.has(125)).toBeTruthy();
  });

  it("does not get stuck with the seed 0", () => {
    const jitter = seeded(0);
    const seen = new Set<u32>();
    for (let round = 0; round < 100; round++) seen.add(jitter.around(1000));
    expect(seen.size).toBeGreaterThan(50);
  });

  it("gives workers that were set up a microsecond apart pauses of their own", () => {
    const start: u64 = 1_767_225_600_000_000_000;
    const seen = new Set<u32>();
    for (let worker: u64 = 0; worker < 16; worker++) seen.add(seeded(start + worker * 1000).around(100));
    expect(seen.size).toBeGreaterThan(7);
  });
});
