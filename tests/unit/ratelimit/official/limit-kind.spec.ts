import { LIMIT_KINDS, limitFields } from "../../../../assembly/ratelimit/official/limit-kind";

describe("the ways to tell requests apart", () => {
  it("are those of the official plugin, the later one winning", () => {
    expect(limitFields().join()).toBe(
      "limit_by_header,limit_by_param,limit_by_cookie,limit_by_per_header,limit_by_per_param," +
        "limit_by_per_cookie,limit_by_consumer,limit_by_per_consumer,limit_by_per_ip",
    );
  });

  it("take patterns if they say per", () => {
    for (let i = 0; i < LIMIT_KINDS.length; i++) {
      const kind = LIMIT_KINDS[i];
      expect(kind.isPerValue).toBe(kind.field.includes("_per_"), kind.field);
    }
  });
});
