import { RequestHeaders } from "../../../../assembly/exchange/request-headers";
import { readRuleItem } from "../../../../assembly/ratelimit/official/rule-items";
import { errorsOf, fieldsOf, warningsOf } from "../../config/reading";

const KEYS = '"limit_keys": [{"key": "*", "query_per_day": 1}]';
const RANGES = '"limit_keys": [{"key": "0.0.0.0/0", "query_per_day": 1}]';

function errors(json: string): string {
  const fields = fieldsOf(json, "rule_items[0]");
  const item = readRuleItem(fields, "prefix", new RequestHeaders());
  const text = errorsOf(fields);
  expect(item === null).toBe(text.length > 0, "an item or an error");
  return text;
}

describe("a rule item", () => {
  it("is by any of the nine values", () => {
    const named = ["header", "param", "cookie", "per_header", "per_param", "per_cookie"];
    for (let i = 0; i < named.length; i++) {
      expect(errors(`{"limit_by_${named[i]}": "n", ${KEYS}}`)).toBe("");
    }
    expect(errors(`{"limit_by_consumer": "", ${KEYS}}`)).toBe("", "the value of consumers is ignored");
    expect(errors(`{"limit_by_per_consumer": null, ${KEYS}}`)).toBe("");
    expect(errors(`{"limit_by_per_ip": "from-remote-addr", ${RANGES}}`)).toBe("");
    expect(errors(`{"limit_by_per_ip": "from-header-x-forwarded-for", ${RANGES}}`)).toBe("");
  });

  it("says what it is by", () => {
    expect(errors(`{${KEYS}}`).includes("rule_items[0]: does not say what to limit by")).toBeTruthy();
    expect(errors(`{"limit_by_header": "", ${KEYS}}`).includes("does not say what")).toBeTruthy();
    expect(errors(`{"limit_by_header": null, ${KEYS}}`).includes("does not say what")).toBeTruthy();
  });

  it("takes addresses from the peer or from a header it names", () => {
    const others = ["from-header-", "x-forwarded-for", "from-remote-address"];
    for (let i = 0; i < others.length; i++) {
      expect(errors(`{"limit_by_per_ip": "${others[i]}", ${RANGES}}`)).toBe(
        `rule_items[0].limit_by_per_ip: "${others[i]}" names no source of addresses; ` +
          "write from-remote-addr, or from-header-NAME with a header such as x-forwarded-for",
      );
    }
  });

  it("by two values takes the one the official plugin takes, and says so", () => {
    const fields = fieldsOf(`{"limit_by_per_cookie": "c", "limit_by_header": "h", ${KEYS}}`, "rule_items[0]");
    expect(readRuleItem(fields, "prefix", new RequestHeaders())).not.toBeNull();
    expect(warningsOf(fields)).toBe(
      "rule_items[0]: has both limit_by_header and limit_by_per_cookie; " +
        "only limit_by_per_cookie counts, remove the other",
    );
  });

  it("shares the look at a header with all items that need it", () => {
    const headers = new RequestHeaders();
    readRuleItem(fieldsOf(`{"limit_by_header": "X-Key", ${KEYS}}`), "p", headers);
    readRuleItem(fieldsOf(`{"limit_by_per_header": "x-key", ${KEYS}}`), "p", headers);
    readRuleItem(fieldsOf(`{"limit_by_param": "a", ${KEYS}}`), "p", headers);
    readRuleItem(fieldsOf(`{"limit_by_param": "b", ${KEYS}}`), "p", headers);
    expect(headers.slotOf("X-KEY")).toBe(0);
    expect(headers.slotOf(":path")).toBe(1);
    expect(headers.slotOf("another")).toBe(2);
  });
});
