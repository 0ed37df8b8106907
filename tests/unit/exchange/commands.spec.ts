import { kindOf, markOf, turnOf } from "../../../assembly/exchange/commands";

describe("the tag of a call", () => {
  it("tells turn, section and mark apart", () => {
    const tag: u64 = 0x12345678_9a_bcdef0;
    expect(turnOf(tag)).toBe(0x12345678);
    expect(<i32>kindOf(tag)).toBe(0x9a);
    expect(markOf(tag)).toBe(0xbcdef0);
  });

  it("takes the largest of each without touching the others", () => {
    expect(turnOf(0xffffffff_00_000000)).toBe(u32.MAX_VALUE);
    expect(<i32>kindOf(0xffffffff_00_000000)).toBe(0);
    expect(markOf(0xffffffff_ff_000000)).toBe(0);
    expect(<i32>kindOf(0x00000000_ff_ffffff)).toBe(255);
    expect(turnOf(0x00000000_ff_ffffff)).toBe(0);
    expect(markOf(0x00000000_ff_ffffff)).toBe(0xffffff);
  });
});
