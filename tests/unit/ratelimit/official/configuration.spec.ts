import { FailurePolicy } from "../../../../assembly/exchange/failure-policy";
import {
  isOfficialLimiter,
  readOfficialLimiter,
} from "../../../../assembly/ratelimit/official/configuration";
import { RedisClients } from "../../../../assembly/redis/clients";
import { Pulse } from "../../../../assembly/redis/pulse";
import { errorsOf, fieldsOf, warningsOf } from "../../config/reading";

const REDIS = '"redis": {"service_name": "redis.dns"}';
const LIMIT = '"global_threshold": {"query_per_minute": 10}';

function errors(json: string): string {
  const fields = fieldsOf(json);
  const limiter = readOfficialLimiter(fields, [], new RedisClients(new Pulse()));
  const text = errorsOf(fields);
  expect(limiter === null).toBe(text.length > 0, "a limiter or an error");
  return text;
}

function policyOf(value: string): FailurePolicy {
  const fields = fieldsOf(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "on_redis_error": ${value}}`);
  const limiter = readOfficialLimiter(fields, [], new RedisClients(new Pulse()));
  expect(limiter).not.toBeNull(value);
  return limiter === null ? <FailurePolicy>-1 : limiter.failurePolicy;
}

describe("the configuration of cluster-key-rate-limit", () => {
  it("is told by any field that only it has", () => {
    expect(isOfficialLimiter(fieldsOf('{"rule_name": null}'))).toBeTruthy();
    expect(isOfficialLimiter(fieldsOf('{"rule_items": []}'))).toBeTruthy();
    expect(isOfficialLimiter(fieldsOf('{"global_threshold": {}}'))).toBeTruthy();
    expect(isOfficialLimiter(fieldsOf('{"show_limit_quota_header": true}'))).toBeTruthy();
    expect(isOfficialLimiter(fieldsOf(`{${REDIS}, "rejected_code": 429}`))).toBeFalsy();
  });

  it("needs a name, a Redis and one kind of limit", () => {
    expect(errors(`{"rule_name": "r", ${REDIS}, ${LIMIT}}`)).toBe("");
    expect(errors(`{${REDIS}, ${LIMIT}}`).includes("rule_name: is missing or empty")).toBeTruthy();
    expect(errors(`{"rule_name": "r", ${LIMIT}}`).includes("redis: is missing")).toBeTruthy();
    expect(errors(`{"rule_name": "r", ${REDIS}}`)).toBe(
      "configuration: limits nothing; add global_threshold or rule_items",
    );
    expect(errors(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "rule_items": []}`)).toBe(
      "configuration: has both global_threshold and rule_items; keep one of them",
    );
    expect(errors(`{"rule_name": "r", ${REDIS}, "rule_items": []}`)).toBe(
      "rule_items: is empty; add an item with limit_by_… and limit_keys",
    );
  });

  it("says all that is wrong at once", () => {
    const text = errors(
      '{"global_threshold": {}, "rejected_code": 99, "shadow": "perhaps", "on_redis_error": "retry"}',
    );
    expect(text.split("\n").length).toBe(6, text);
  });

  it("lets requests pass without Redis, unless it says closed", () => {
    expect(policyOf("null")).toBe(FailurePolicy.Open);
    expect(policyOf('"open"')).toBe(FailurePolicy.Open);
    expect(policyOf('"closed"')).toBe(FailurePolicy.Closed);
    expect(policyOf('"local"')).toBe(FailurePolicy.Local);
  });

  it("as a dry run lets requests pass whatever the policy, but a policy it does not know is refused", () => {
    expect(policyOf('"closed", "shadow": true')).toBe(FailurePolicy.Open);
    expect(policyOf('"local", "shadow": true')).toBe(FailurePolicy.Open);
    expect(errors(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "on_redis_error": "retry", "shadow": true}`)).toBe(
      'on_redis_error: "retry" is no failure policy; ' +
        "write open (requests pass), closed (503) or local (each gateway counts for itself)",
    );
  });

  it("takes a share from 0 to 1", () => {
    expect(errors(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "local_share": 0.25}`)).toBe("");
    expect(errors(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "local_share": 2}`)).toBe(
      "local_share: 2 is not a number from 0 to 1; write e.g. 0.5",
    );
  });

  it("answers with a status that HTTP has", () => {
    expect(errors(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "rejected_code": 200}`)).toBe("");
    expect(errors(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "rejected_code": "599"}`)).toBe("");
    expect(errors(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "rejected_code": 101}`)).not.toBe("");
    expect(errors(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "rejected_code": 600}`)).not.toBe("");
  });

  it("warns of what it does not know, but not of what the gateway adds", () => {
    const fields = fieldsOf(`{"rule_name": "r", ${REDIS}, ${LIMIT}, "_plugin_id_": "x", "fail_open": true}`);
    readOfficialLimiter(fields, ["_plugin_id_"], new RedisClients(new Pulse()));
    expect(warningsOf(fields)).toBe("fail_open: unknown field, ignored; remove it");
  });
});
