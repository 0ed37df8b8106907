import { Join } from "../../../assembly/redis/join";

function joining(calls: i32, stopsAtError: bool): Join {
  const join = new Join();
  join.begin(calls, stopsAtError);
  return join;
}

describe("a join of parallel calls", () => {
  it("is over with the last of them", () => {
    const join = joining(3, false);
    expect(join.ended(false)).toBeFalsy();
    expect(join.ended(false)).toBeFalsy();
    expect(join.ended(false)).toBeTruthy();
    expect(join.hasFailed).toBeFalsy();
  });

  it("waits for all, and remembers that one failed", () => {
    const join = joining(3, false);
    expect(join.ended(true)).toBeFalsy();
    expect(join.ended(false)).toBeFalsy();
    expect(join.ended(false)).toBeTruthy();
    expect(join.hasFailed).toBeTruthy();
  });

  it("may be over with the first failure", () => {
    const join = joining(3, true);
    expect(join.ended(false)).toBeFalsy();
    expect(join.ended(true)).toBeTruthy();
    expect(join.hasFailed).toBeTruthy();
  });

  it("says so exactly once, whatever comes afterwards", () => {
    for (let failing = 0; failing < 4; failing++) {
      for (let stops = 0; stops < 2; stops++) {
        const join = joining(3, stops == 1);
        let ends = 0;
        for (let i = 0; i < 6; i++) ends += i32(join.ended(i == failing));
        expect(ends).toBe(1);
      }
    }
  });

  it("of no calls has nothing to say", () => {
    expect(new Join().ended(false)).toBeFalsy();
    expect(joining(0, true).ended(true)).toBeFalsy();
  });

  it("can be used again", () => {
    const join = joining(2, true);
    join.ended(true);
    join.begin(2, true);
    expect(join.hasFailed).toBeFalsy();
    expect(join.ended(false)).toBeFalsy();
    expect(join.ended(false)).toBeTruthy();
  });
});
