import { editDistance, nearest } from "../../../assembly/text/edit-distance";

const FIELDS: string[] = [
  "redis",
  "rate_limit",
  "cache",
  "mcp",
  "timeout_ms",
  "limit_by_header",
  "limit_by_param",
];

describe("edit distance", () => {
  it("counts insertions, deletions and replacements", () => {
    expect(editDistance("", "")).toBe(0);
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("abc", "")).toBe(3);
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("saturday", "sunday")).toBe(3);
    expect(editDistance("flaw", "lawn")).toBe(2);
  });
});

describe("the nearest candidate", () => {
  it("is found behind a small typo", () => {
    expect(nearest("redsi", ["redis"])).toBeNull("two edits of five letters are too many");
    expect(nearest("rediss", FIELDS)).toBe("redis");
    expect(nearest("ratelimit", FIELDS)).toBe("rate_limit");
    expect(nearest("timeuot_ms", FIELDS)).toBe("timeout_ms");
    expect(nearest("mpc", ["mcp"])).toBeNull();
    expect(nearest("Cache", FIELDS)).toBe("cache");
  });

  it("is the closest one, the first among equals", () => {
    expect(nearest("limit_by_headers", FIELDS)).toBe("limit_by_header");
    expect(nearest("limit_by_paam", FIELDS)).toBe("limit_by_param");
    expect(nearest("cart", ["care", "card"])).toBe("care");
    expect(nearest("cache", ["cachy", "cache"])).toBe("cache");
  });

  it("is nothing when no candidate is plausible", () => {
    expect(nearest("unrelated", FIELDS)).toBeNull();
    expect(nearest("", FIELDS)).toBeNull();
    expect(nearest("x", ["y"])).toBeNull("one replaced letter of one is no typo");
    expect(nearest("word", [])).toBeNull();
  });

  it("never compares a hostile megabyte letter by letter", () => {
    expect(nearest("r".repeat(1 << 20), FIELDS)).toBeNull();
  });
});
