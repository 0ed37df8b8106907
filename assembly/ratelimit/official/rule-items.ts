import { Fields } from "../../config/fields";
import { RequestHeaders } from "../../exchange/request-headers";
import { JsonKind } from "../../text/json/kind";
import { quoteText } from "../../text/json/quote";
import { RuleItem } from "../rule-item";
import {
  CookieValue,
  ForwardedAddress,
  HeaderValue,
  ParameterValue,
  PeerAddress,
  ValueSource,
} from "../value-source";
import { readCounters } from "./limit-keys";
import { LIMIT_KINDS, limitFields, LimitKind, ValueOrigin } from "./limit-kind";

/** Auth plugins put the authenticated consumer here. */
const CONSUMER_HEADER = "x-mse-consumer";
const FROM_HEADER = "from-header-";
const FROM_PEER = "from-remote-addr";

/** Reads one of `rule_items`; `rulePrefix` starts its Redis keys. Null if it is wrong. */
export function readRuleItem(fields: Fields, rulePrefix: string, headers: RequestHeaders): RuleItem | null {
  fields.warnUnknown(limitFields().concat(["limit_keys"]));
  const kind = readKind(fields);
  if (kind === null) return null;
  const name = kind.origin == ValueOrigin.Consumer ? CONSUMER_HEADER : fields.text(kind.field, "");
  const source = sourceOf(fields, kind, name, headers);
  const counters = readCounters(fields, kind, `${rulePrefix}:${kind.field}`, name);
  return source === null || counters === null ? null : new RuleItem(source, counters);
}

function readKind(fields: Fields): LimitKind | null {
  let kind: LimitKind | null = null;
  for (let i = 0; i < LIMIT_KINDS.length; i++) {
    const candidate = LIMIT_KINDS[i];
    if (!isSet(fields, candidate)) continue;
    if (kind !== null) {
      const problem = `has both ${kind.field} and ${candidate.field}`;
      fields.problems.warn(fields.path, problem, `only ${candidate.field} counts, remove the other`);
    }
    kind = candidate;
  }
  if (kind === null) {
    fields.problems.refuse(
      fields.path,
      "does not say what to limit by",
      `add one of ${limitFields().join(", ")}`,
    );
  }
  return kind;
}

/** For consumers the value is ignored, so being mentioned is enough. */
function isSet(fields: Fields, kind: LimitKind): bool {
  if (kind.origin == ValueOrigin.Consumer) return fields.mentions(kind.field);
  const value = fields.get(kind.field);
  return value !== null && (value.kind != JsonKind.String || value.asText().length > 0);
}

function sourceOf(
  fields: Fields,
  kind: LimitKind,
  name: string,
  headers: RequestHeaders,
): ValueSource | null {
  switch (kind.origin) {
    case ValueOrigin.Parameter:
      return new ParameterValue(headers, name);
    case ValueOrigin.Cookie:
      return new CookieValue(headers, name);
    case ValueOrigin.Address:
      return addressSource(fields, kind, name, headers);
    default:
      return new HeaderValue(headers, name);
  }
}

function addressSource(
  fields: Fields,
  kind: LimitKind,
  name: string,
  headers: RequestHeaders,
): ValueSource | null {
  if (name == FROM_PEER) return new PeerAddress();
  const header = name.startsWith(FROM_HEADER) ? name.substring(FROM_HEADER.length) : "";
  if (header.length > 0) return new ForwardedAddress(headers, header);
  const remedy = `write ${FROM_PEER}, or ${FROM_HEADER}NAME with a header such as x-forwarded-for`;
  fields.problems.refuse(
    fields.pathOf(kind.field),
    `${quoteText(name)} names no source of addresses`,
    remedy,
  );
  return null;
}
