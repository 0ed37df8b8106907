import { Counter } from "../../../../assembly/ratelimit/counter";
import { readCounters } from "../../../../assembly/ratelimit/official/limit-keys";
import { LIMIT_KINDS, LimitKind } from "../../../../assembly/ratelimit/official/limit-kind";
import { ByteBuffer } from "../../../../assembly/text/byte-buffer";
import { textOf } from "../../../../assembly/text/bytes";
import { errorsOf, fieldsOf, warningsOf } from "../../config/reading";
import { addressValue, valueWith } from "../values";

const out = new ByteBuffer();

function kindOf(field: string): LimitKind {
  for (let i = 0; i < LIMIT_KINDS.length; i++) {
    if (LIMIT_KINDS[i].field == field) return LIMIT_KINDS[i];
  }
  expect(field).toBe("a kind");
  return LIMIT_KINDS[0];
}

function countersOf(field: string, keys: string): Counter[] {
  const fields = fieldsOf(`{"limit_keys": ${keys}}`);
  const counters = readCounters(fields, kindOf(field), "item", "name");
  expect(errorsOf(fields)).toBe("", keys);
  return counters === null ? [] : counters;
}

function errors(field: string, keys: string): string {
  const fields = fieldsOf(`{"limit_keys": ${keys}}`);
  readCounters(fields, kindOf(field), "item", "name");
  return errorsOf(fields);
}

/** Requests and position of the first counter for the value. */
function chosen(counters: Counter[], value: string): string {
  for (let i = 0; i < counters.length; i++) {
    if (counters[i].matcher.matches(valueWith(value))) return counters[i].limit.requests.toString();
  }
  return "none";
}

describe("limit_keys", () => {
  it("make one family of Redis keys each", () => {
    const counters = countersOf("limit_by_header", '[{"key": "a", "query_per_hour": 1}]');
    out.clear();
    counters[0].writeKey(valueWith("a"), out);
    expect(textOf(out.at, out.size)).toBe("item:3600:name:a");
  });

  it("are tried in the order in which they are written", () => {
    const counters = countersOf(
      "limit_by_per_header",
      '[{"key": "regexp:^a", "query_per_day": 1}, {"key": "*", "query_per_day": 2}, {"key": "regexp:^b", "query_per_day": 3}]',
    );
    expect(chosen(counters, "abc")).toBe("1");
    expect(chosen(counters, "bcd")).toBe("2", "behind the star nothing is reached");
  });

  it("of exact values may have a star for all others, wherever it stands", () => {
    const counters = countersOf(
      "limit_by_header",
      '[{"key": "*", "query_per_day": 1}, {"key": "alice", "query_per_day": 2}]',
    );
    expect(chosen(counters, "alice")).toBe("2");
    expect(chosen(counters, "bob")).toBe("1");
  });

  it("of exact values mean regexp: as it stands", () => {
    const counters = countersOf("limit_by_cookie", '[{"key": "regexp:a", "query_per_day": 1}]');
    expect(chosen(counters, "a")).toBe("none");
    expect(chosen(counters, "regexp:a")).toBe("1");
  });

  it("may be numbers and booleans where texts are meant", () => {
    const counters = countersOf(
      "limit_by_param",
      '[{"key": 7, "query_per_day": 1}, {"key": true, "query_per_day": 2}]',
    );
    expect(chosen(counters, "7")).toBe("1");
    expect(chosen(counters, "true")).toBe("2");
  });

  it("may be a lone entry", () => {
    expect(countersOf("limit_by_param", '{"key": "a", "query_per_day": 1}').length).toBe(1);
  });

  it("of addresses are addresses and ranges", () => {
    const counters = countersOf(
      "limit_by_per_ip",
      '[{"key": "10.0.0.1", "query_per_day": 1}, {"key": "10.0.0.0/8", "query_per_day": 2}, {"key": "::/0", "query_per_day": 3}]',
    );
    expect(counters[0].matcher.matches(addressValue("10.0.0.1"))).toBeTruthy();
    expect(counters[1].matcher.matches(addressValue("10.9.9.9"))).toBeTruthy();
    expect(counters[2].matcher.matches(addressValue("10.9.9.9"))).toBeFalsy();
    expect(counters[2].matcher.matches(addressValue("2001:db8::1"))).toBeTruthy();
  });

  it("are refused where they can't mean anything", () => {
    expect(errors("limit_by_per_header", '[{"key": "alice", "query_per_day": 1}]')).toBe(
      'limit_keys[0].key: "alice" is no pattern; write *, regexp:… or use limit_by_header for exact values',
    );
    expect(
      errors("limit_by_per_consumer", '[{"key": "re", "query_per_day": 1}]').includes("limit_by_consumer"),
    ).toBeTruthy();
    expect(errors("limit_by_per_ip", '[{"key": "*", "query_per_day": 1}]')).toBe(
      'limit_keys[0].key: "*": not an IP address or CIDR range; ' +
        "write an address or a range, e.g. 10.0.0.0/8 or 2001:db8::/32",
    );
    const text = errors("limit_by_per_param", '[{"key": "regexp:a(b", "query_per_day": 1}]');
    expect(text.startsWith('limit_keys[0].key: "a(b" at character ')).toBeTruthy(text);
    expect(text.includes("missing closing )")).toBeTruthy(text);
    expect(text.endsWith("; write it in RE2 syntax")).toBeTruthy(text);
  });

  it("are refused one by one", () => {
    const text = errors(
      "limit_by_header",
      '[{"query_per_day": 1}, {"key": "", "query_per_day": 1}, {"key": "a"}, {"key": "b", "query_per_day": 1}]',
    );
    expect(text.split("\n").length).toBe(3, text);
    expect(text.includes("limit_keys[0].key: is missing or empty")).toBeTruthy(text);
    expect(text.includes("limit_keys[1].key: is missing or empty")).toBeTruthy(text);
    expect(text.includes("limit_keys[2]: has no window")).toBeTruthy(text);
  });

  it("are missed", () => {
    const remedy = "list which values are limited, e.g. [{key: alice, query_per_minute: 10}]";
    expect(errors("limit_by_header", "[]")).toBe(`limit_keys: is missing or empty; ${remedy}`);
    expect(errors("limit_by_header", "null")).toBe(`limit_keys: is missing or empty; ${remedy}`);
  });

  it("warn of fields they do not have", () => {
    const fields = fieldsOf('{"limit_keys": [{"key": "a", "query_per_day": 1, "burst": 2}]}');
    readCounters(fields, kindOf("limit_by_header"), "item", "name");
    expect(warningsOf(fields)).toBe("limit_keys[0].burst: unknown field, ignored; remove it");
  });
});
