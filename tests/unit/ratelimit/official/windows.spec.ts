import { readLimit } from "../../../../assembly/ratelimit/official/windows";
import { errorsOf, fieldsOf } from "../../config/reading";

function limitOf(json: string): string {
  const limit = readLimit(fieldsOf(json));
  return limit === null ? "refused" : `${limit.requests}/${limit.windowSeconds}`;
}

function errors(json: string): string {
  const fields = fieldsOf(json, "global_threshold");
  expect(readLimit(fields)).toBeNull(json);
  return errorsOf(fields);
}

describe("a window", () => {
  it("is a second, a minute, an hour or a day", () => {
    expect(limitOf('{"query_per_second": 5}')).toBe("5/1");
    expect(limitOf('{"query_per_minute": 5}')).toBe("5/60");
    expect(limitOf('{"query_per_hour": 5}')).toBe("5/3600");
    expect(limitOf('{"query_per_day": 5}')).toBe("5/86400");
  });

  it("lets at least one request pass, and no more than Lua can count", () => {
    expect(limitOf('{"query_per_day": 1}')).toBe("1/86400");
    expect(limitOf('{"query_per_day": "9007199254740991"}')).toBe("9007199254740991/86400");
    expect(limitOf('{"query_per_day": 0}')).toBe("refused");
    expect(limitOf('{"query_per_day": "9007199254740992"}')).toBe("refused");
  });

  it("is exactly one", () => {
    expect(errors("{}")).toBe(
      "global_threshold: has no window; add one of query_per_second, query_per_minute, query_per_hour, query_per_day",
    );
    expect(errors('{"query_per_day": 9, "query_per_second": 1}')).toBe(
      "global_threshold: has both query_per_second and query_per_day; keep one; a further window takes a WasmPlugin of its own",
    );
    expect(errors('{"query_per_day": 9, "query_per_second": null}').includes("has both")).toBeTruthy();
    expect(errors('{"query_per_hour": null}').includes("query_per_hour: is null")).toBeTruthy();
  });
});
