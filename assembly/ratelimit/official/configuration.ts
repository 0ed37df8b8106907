import { Fields } from "../../config/fields";
import { readRedisSettings } from "../../config/redis-settings";
import { FailurePolicy } from "../../exchange/failure-policy";
import { RequestHeaders } from "../../exchange/request-headers";
import { RedisClients } from "../../redis/clients";
import { bytesOf } from "../../text/bytes";
import { decimalText } from "../../text/decimal-text";
import { quoteText } from "../../text/json/quote";
import { Counter } from "../counter";
import { Limiter, Rejection } from "../limiter";
import { LocalCounts } from "../local/local-counts";
import { RuleItem } from "../rule-item";
import { AnyValue } from "../value-matcher";
import { NoValue } from "../value-source";
import { readRuleItem } from "./rule-items";
import { readLimit, WINDOW_NAMES } from "./windows";

const KEY_PREFIX = "higress-cluster-key-rate-limit";
const DETAILS = "cluster-key-rate-limit.rejected";
const DEFAULT_STATUS: i64 = 429;
const DEFAULT_BODY = "Too many requests";
/** Fields that only this plugin's configuration has; any of them makes an object one of its. */
const OWN_FIELDS = ["rule_name", "rule_items", "global_threshold", "show_limit_quota_header"];
const FIELDS = OWN_FIELDS.concat([
  "rejected_code",
  "rejected_msg",
  "redis",
  "on_redis_error",
  "local_share",
  "shadow",
  "compat",
]);

export function isOfficialLimiter(fields: Fields): bool {
  for (let i = 0; i < OWN_FIELDS.length; i++) {
    if (fields.mentions(OWN_FIELDS[i])) return true;
  }
  return false;
}

/** Reads a whole configuration of cluster-key-rate-limit. Null if it is refused. */
export function readOfficialLimiter(
  fields: Fields,
  gatewayFields: string[],
  clients: RedisClients,
): Limiter | null {
  const problems = fields.problems;
  fields.warnUnknown(FIELDS.concat(gatewayFields));
  const settings = readRedisSettings(fields);
  const name = fields.requiredText(
    "rule_name",
    "name the rule; the name is part of its Redis keys, and rules of one name share their counters",
  );
  const headers = new RequestHeaders();
  const items = readItems(fields, `${KEY_PREFIX}:${name}`, headers);
  const status = <u32>(
    fields.integer("rejected_code", DEFAULT_STATUS, 200, 599, "write an HTTP status, e.g. 429")
  );
  const body = bytesOf(fields.text("rejected_msg", DEFAULT_BODY));
  const showsQuota = fields.flag("show_limit_quota_header", false);
  const isShadow = fields.flag("shadow", false);
  const chosenPolicy = readFailurePolicy(fields);
  // A dry run rejects nothing, not even for want of Redis.
  const failurePolicy = isShadow ? FailurePolicy.Open : chosenPolicy;
  const share = fields.permille("local_share", 1000);
  if (settings === null || problems.hasErrors) return null;
  const client = clients.get(settings);
  const isLocal = failurePolicy == FailurePolicy.Local;
  return new Limiter(
    failurePolicy,
    client,
    headers,
    items,
    new Rejection(status, body, bytesOf(DETAILS)),
    showsQuota,
    isShadow,
    isLocal ? new LocalCounts(client, settings.place, share) : null,
  );
}

function readItems(fields: Fields, rulePrefix: string, headers: RequestHeaders): RuleItem[] {
  const hasThreshold = fields.mentions("global_threshold");
  const hasItems = fields.mentions("rule_items");
  if (hasThreshold == hasItems) {
    const problem = hasThreshold ? "has both global_threshold and rule_items" : "limits nothing";
    const remedy = hasThreshold ? "keep one of them" : "add global_threshold or rule_items";
    fields.problems.refuse(fields.path.length == 0 ? "configuration" : fields.path, problem, remedy);
    return [];
  }
  return hasThreshold ? readThreshold(fields, rulePrefix) : readRuleItems(fields, rulePrefix, headers);
}

/** One counter for all requests of the rule. */
function readThreshold(fields: Fields, rulePrefix: string): RuleItem[] {
  const remedy = "write a window and its requests, e.g. {query_per_minute: 100}";
  if (!fields.has("global_threshold"))
    fields.problems.refuse(fields.pathOf("global_threshold"), "is null", remedy);
  const threshold = fields.object("global_threshold", remedy);
  if (threshold === null) return [];
  threshold.warnUnknown(WINDOW_NAMES);
  const limit = readLimit(threshold);
  if (limit === null) return [];
  const key = `${rulePrefix}:global_threshold:${decimalText(limit.windowSeconds)}`;
  return [new RuleItem(new NoValue(), [new Counter(new AnyValue(), limit, key)])];
}

function readRuleItems(fields: Fields, rulePrefix: string, headers: RequestHeaders): RuleItem[] {
  const entries = fields.objects("rule_items");
  if (fields.list("rule_items").length == 0) {
    fields.problems.refuse(
      fields.pathOf("rule_items"),
      "is empty",
      "add an item with limit_by_… and limit_keys",
    );
  }
  const items: RuleItem[] = [];
  for (let i = 0; i < entries.length; i++) {
    const item = readRuleItem(entries[i], rulePrefix, headers);
    if (item !== null) items.push(item);
  }
  return items;
}

function readFailurePolicy(fields: Fields): FailurePolicy {
  const text = fields.text("on_redis_error", "open");
  if (text == "closed") return FailurePolicy.Closed;
  if (text == "local") return FailurePolicy.Local;
  if (text != "open") {
    const remedy = "write open (requests pass), closed (503) or local (each gateway counts for itself)";
    fields.problems.refuse(
      fields.pathOf("on_redis_error"),
      `${quoteText(text)} is no failure policy`,
      remedy,
    );
  }
  return FailurePolicy.Open;
}
