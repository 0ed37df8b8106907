import { Fields } from "../../config/fields";
import { decimalText } from "../../text/decimal-text";
import { parseIpRange } from "../../text/ip/range";
import { quoteText } from "../../text/json/quote";
import { compileRegex } from "../../text/regex/regex";
import { Counter } from "../counter";
import { AddressRange, AnyValue, ExactValue, PatternValue, ValueMatcher } from "../value-matcher";
import { LimitKind, ValueOrigin } from "./limit-kind";
import { readLimit, WINDOW_NAMES } from "./windows";

const ANY = "*";
const PATTERN = "regexp:";

/**
 * Reads `limit_keys` in the order in which they are tried. Redis keys are
 * `<itemPrefix>:<window seconds>:<name>:<value>`. Null if there is none; wrong entries are left out and reported.
 */
export function readCounters(
  owner: Fields,
  kind: LimitKind,
  itemPrefix: string,
  name: string,
): Counter[] | null {
  const entries = owner.objects("limit_keys");
  if (owner.list("limit_keys").length == 0) {
    const remedy = "list which values are limited, e.g. [{key: alice, query_per_minute: 10}]";
    owner.problems.refuse(owner.pathOf("limit_keys"), "is missing or empty", remedy);
    return null;
  }
  const counters: Counter[] = [];
  const fallbacks: Counter[] = [];
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i];
    entry.warnUnknown(WINDOW_NAMES.concat(["key"]));
    const limit = readLimit(entry);
    const matcher = readMatcher(entry, kind);
    if (limit === null || matcher === null) continue;
    const counter = new Counter(matcher, limit, `${itemPrefix}:${decimalText(limit.windowSeconds)}:${name}:`);
    // In a list of exact values `*` means every other value, wherever it stands.
    const isFallback = !kind.isPerValue && matcher instanceof AnyValue;
    if (isFallback) fallbacks.push(counter);
    else counters.push(counter);
  }
  return counters.concat(fallbacks);
}

function readMatcher(entry: Fields, kind: LimitKind): ValueMatcher | null {
  const key = entry.requiredText("key", "write the value that is limited");
  if (key.length == 0) return null;
  const path = entry.pathOf("key");
  if (kind.origin == ValueOrigin.Address) return readRange(entry, path, key);
  if (key == ANY) return new AnyValue();
  if (!kind.isPerValue) return new ExactValue(key);
  if (key.startsWith(PATTERN)) return readPattern(entry, path, key.substring(PATTERN.length));
  const exact = kind.field.replace("_per", "");
  entry.problems.refuse(
    path,
    `${quoteText(key)} is no pattern`,
    `write *, regexp:… or use ${exact} for exact values`,
  );
  return null;
}

function readRange(entry: Fields, path: string, key: string): ValueMatcher | null {
  const result = parseIpRange(key);
  const range = result.range;
  if (range !== null) return new AddressRange(range);
  const error = result.error;
  const problem = error === null ? "not an address" : error;
  entry.problems.refuse(
    path,
    `${quoteText(key)}: ${problem}`,
    "write an address or a range, e.g. 10.0.0.0/8 or 2001:db8::/32",
  );
  return null;
}

function readPattern(entry: Fields, path: string, pattern: string): ValueMatcher | null {
  const result = compileRegex(pattern);
  const regex = result.regex;
  if (regex !== null) return new PatternValue(regex);
  const error = result.error;
  const problem = error === null ? "bad pattern" : error;
  entry.problems.refuse(
    path,
    `${quoteText(pattern)} at character ${decimalText(result.offset + 1)}: ${problem}`,
    "write it in RE2 syntax",
  );
  return null;
}
