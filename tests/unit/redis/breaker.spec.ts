import { Breaker, BreakerSettings, BreakerState } from "../../../assembly/redis/breaker";

const settings = new BreakerSettings();

function breakerWith(failures: i32 = 5, errorPermille: i32 = 500, openMs: i32 = 2000): Breaker {
  const own = new BreakerSettings();
  own.failures = failures;
  own.errorPermille = errorPermille;
  own.openMs = openMs;
  return new Breaker(own);
}

/** A call that is made now and fails now. True if that opened the breaker. */
function fail(breaker: Breaker, nowMs: u64 = 1_000_000): bool {
  return breaker.failed(breaker.incident, nowMs);
}

/** How many failing calls, one after the other, open it; 0 if `most` do not. */
function failuresToOpen(breaker: Breaker, most: i32 = 200): i32 {
  for (let i = 1; i <= most; i++) {
    if (fail(breaker)) return i;
  }
  return 0;
}

function opened(openMs: i32 = 2000, nowMs: u64 = 1_000_000): Breaker {
  const breaker = breakerWith(1, 0, openMs);
  fail(breaker, nowMs);
  return breaker;
}

/** Milliseconds from `fromMs` until a probe is due. */
function pauseOf(breaker: Breaker, fromMs: u64): u64 {
  let ms: u64 = 0;
  while (ms < 100_000 && !breaker.isProbeDue(fromMs + ms)) ms += 1;
  return ms;
}

describe("a breaker opens", () => {
  it("after so many failures in a row, and not before", () => {
    for (let failures = 1; failures <= 20; failures++) {
      expect(failuresToOpen(breakerWith(failures, 0))).toBe(failures);
    }
  });

  it("not if an answer comes in between", () => {
    const breaker = breakerWith(5, 0);
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 4; i++) expect(fail(breaker)).toBeFalsy();
      breaker.succeeded();
    }
    expect(breaker.isClosed).toBeTruthy();
  });

  it("not for one incident, however many calls it fails", () => {
    const breaker = breakerWith();
    const incident = breaker.incident;
    for (let i = 0; i < 1000; i++) expect(breaker.failed(incident, 5)).toBeFalsy();
    expect(breaker.isClosed).toBeTruthy();
    expect(fail(breaker, 5)).toBeTruthy("the second incident");
  });

  it("with the first failure, if one is said to be enough", () => {
    expect(fail(breakerWith(1))).toBeTruthy();
  });

  it("never with failures: 0", () => {
    expect(failuresToOpen(breakerWith(0, 1))).toBe(0);
  });

  it("when half of the calls of a window fail, once there are twenty", () => {
    const breaker = breakerWith(1000);
    for (let i = 0; i < 9; i++) {
      expect(fail(breaker)).toBeFalsy();
      breaker.succeeded();
    }
    expect(fail(breaker)).toBeFalsy("19 calls");
    expect(fail(breaker)).toBeTruthy("20 calls");
  });

  it("not when a little less than the rate fail", () => {
    const breaker = breakerWith(1000);
    for (let i = 0; i < 1000; i++) {
      expect(fail(breaker)).toBeFalsy();
      breaker.succeeded();
      breaker.succeeded();
    }
  });

  it("by rate not for one incident either", () => {
    const breaker = breakerWith(1000);
    const incident = breaker.incident;
    for (let i = 0; i < 500; i++) expect(breaker.failed(incident, 5)).toBeFalsy();
    expect(fail(breaker, 5)).toBeTruthy();
  });

  it("by rate never with 0", () => {
    const breaker = breakerWith(1000, 0);
    for (let i = 0; i < 900; i++) expect(fail(breaker)).toBeFalsy();
  });

  it("by what happens within a window, which begins with a failure", () => {
    const breaker = breakerWith(1000);
    for (let i = 0; i < 15; i++) fail(breaker, 1000);
    const later: u64 = 1001 + settings.windowMs;
    for (let i = 0; i < 10_000; i++) breaker.succeeded();
    // What came before this failure belongs to no window, good or bad.
    for (let i = 0; i < 19; i++) expect(fail(breaker, later)).toBeFalsy();
    expect(fail(breaker, later)).toBeTruthy();
  });
});

describe("an open breaker", () => {
  it("asks after a tenth of a second, a quarter more or less", () => {
    for (let seed: u64 = 0; seed < 200; seed++) {
      const breaker = breakerWith(1);
      breaker.jitter.seed(seed);
      fail(breaker, 5000);
      const pause = pauseOf(breaker, 5000);
      expect(pause).toBeGreaterThanOrEqual(75);
      expect(pause).toBeLessThanOrEqual(125);
    }
  });

  it("asks ever more seldom, down to a quarter of its setting", () => {
    const breaker = opened(4000);
    const middles: u64[] = [100, 200, 400, 800, 1000, 1000, 1000];
    let nowMs: u64 = 1_000_000;
    for (let i = 0; i < middles.length; i++) {
      const pause = pauseOf(breaker, nowMs);
      expect(pause).toBeGreaterThanOrEqual((middles[i] * 3) / 4);
      expect(pause).toBeLessThanOrEqual((middles[i] * 5) / 4);
      nowMs += pause;
      breaker.probeSent();
      breaker.probeFailed(nowMs);
    }
  });

  it("asks at once and again, if its setting is short", () => {
    expect(pauseOf(opened(1), 1_000_000)).toBeLessThanOrEqual(1);
    expect(pauseOf(opened(40), 1_000_000)).toBeLessThanOrEqual(13);
  });

  it("asks one thing at a time", () => {
    const breaker = opened();
    expect(breaker.isProbeDue(2_000_000)).toBeTruthy();
    breaker.probeSent();
    expect(breaker.state).toBe(BreakerState.Probing);
    expect(breaker.isProbeDue(9_000_000)).toBeFalsy();
    breaker.probeFailed(3_000_000);
    expect(breaker.isProbeDue(3_000_000)).toBeFalsy();
    expect(breaker.isProbeDue(4_000_000)).toBeTruthy();
  });

  it("takes no notice of calls that end late", () => {
    const breaker = opened();
    const pause = pauseOf(breaker, 1_000_000);
    for (let i = 0; i < 50; i++) expect(fail(breaker, 1_000_050)).toBeFalsy();
    breaker.succeeded();
    expect(breaker.state).toBe(BreakerState.Open);
    expect(pauseOf(breaker, 1_000_000)).toBe(pause);
  });

  it("is closed by the answer, and then begins from nothing", () => {
    const breaker = breakerWith(5);
    expect(failuresToOpen(breaker)).toBe(5);
    breaker.probeSent();
    breaker.probeSucceeded();
    expect(breaker.isClosed).toBeTruthy();
    expect(failuresToOpen(breaker)).toBe(5);
    expect(pauseOf(breaker, 1_000_000)).toBeLessThanOrEqual(125);
  });

  it("is not opened again by a probe that fails when it is closed", () => {
    const breaker = breakerWith();
    breaker.probeFailed(5);
    expect(breaker.isClosed).toBeTruthy();
  });
});

describe("settings of a breaker", () => {
  it("are the same only if each is", () => {
    const made: BreakerSettings[] = [];
    for (let i = 0; i < 6; i++) made.push(new BreakerSettings());
    made[1].failures = 6;
    made[2].openMs = 2001;
    made[3].errorPermille = 501;
    made[4].windowMs = 10_001;
    made[5].windowCalls = 21;
    for (let i = 1; i < made.length; i++) expect(made[i].identity).not.toBe(made[0].identity);
    expect(new BreakerSettings().identity).toBe(made[0].identity);
  });
});
