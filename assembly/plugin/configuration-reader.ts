import { Fields } from "../config/fields";
import { Problems } from "../config/problems";
import { Section } from "../exchange/section";
import { RuleSet } from "../match/rule-set";
import { Scope } from "../match/scope";
import { isOfficialLimiter, readOfficialLimiter } from "../ratelimit/official/configuration";
import { RedisClients } from "../redis/clients";
import { Pulse } from "../redis/pulse";
import { JsonKind } from "../text/json/kind";
import { parseJson } from "../text/json/parse";
import { JsonValue } from "../text/json/value";
import { Configuration } from "./configuration";
import { Plan } from "./plan";

const RULES = "_rules_";
/** What the gateway's control plane and console add to an object. */
const GATEWAY_FIELDS = [
  RULES,
  "_match_route_",
  "_match_domain_",
  "_match_service_",
  "_match_route_prefix_",
  "_plugin_id_",
];

/**
 * Reads the bytes that the gateway delivers: rules under `_rules_`, the rest of the object is the configuration for
 * everything else. Null if it is refused; `problems` says why.
 */
export function readConfiguration(
  at: usize,
  size: i32,
  pulse: Pulse,
  problems: Problems,
): Configuration | null {
  const clients = new RedisClients(pulse);
  if (size == 0) return new Configuration(new RuleSet([]), [], new Plan([]), clients);
  const document = parseJson(at, size);
  const value = document.value;
  if (value === null) {
    const error = document.error;
    problems.refuse("configuration", error === null ? "is no JSON" : error.toString(), "mend the JSON");
    return null;
  }
  if (value.kind != JsonKind.Object) {
    problems.refuseValue(
      "configuration",
      value,
      "is not an object",
      "write fields such as rule_name and redis",
    );
    return null;
  }
  return readDocument(value, clients, problems);
}

function readDocument(value: JsonValue, clients: RedisClients, problems: Problems): Configuration | null {
  const fields = new Fields(value, "", problems);
  const entries = fields.objects(RULES);
  const fallback = readFallback(value, entries.length > 0, clients, problems);
  if (fields.mentions(RULES) && fields.list(RULES).length == 0 && !hasOwnFields(fields)) {
    problems.refuse(RULES, "is empty", "add a rule, or a configuration beside it");
  }
  const scopes: Scope[] = [];
  const plans: Plan[] = [];
  for (let i = 0; i < entries.length; i++) {
    const scope = readScope(entries[i]);
    const plan = readPlan(entries[i], clients);
    if (scope === null || plan === null) continue;
    scopes.push(scope);
    plans.push(plan);
  }
  if (problems.hasErrors) return null;
  return new Configuration(new RuleSet(scopes), plans, fallback, clients);
}

/** As in the gateway's own plugins a bad configuration beside rules only means that there is none for the rest. */
function readFallback(
  value: JsonValue,
  hasRules: bool,
  clients: RedisClients,
  problems: Problems,
): Plan | null {
  const own = hasRules ? new Problems() : problems;
  const fields = new Fields(value, "", own);
  if (hasRules && !hasOwnFields(fields)) return null;
  const plan = readPlan(fields, clients);
  if (!hasRules) return plan;
  for (let i = 0; i < own.warnings.length; i++) problems.warnings.push(own.warnings[i]);
  for (let i = 0; i < own.errors.length; i++) {
    problems.warnings.push(`${own.errors[i]} (so nothing applies where no rule does)`);
  }
  return own.hasErrors ? null : plan;
}

function readScope(fields: Fields): Scope | null {
  const before = fields.problems.errors.length;
  const routes = fields.texts("_match_route_");
  const hosts = fields.texts("_match_domain_");
  const services = fields.texts("_match_service_");
  const prefixes = fields.texts("_match_route_prefix_");
  if (fields.problems.errors.length > before) return null;
  if (routes.length + hosts.length + services.length + prefixes.length == 0) {
    const remedy = "add _match_route_, _match_domain_, _match_service_ or _match_route_prefix_";
    fields.problems.refuse(fields.path, "says nothing about where it applies", remedy);
    return null;
  }
  return new Scope(routes, hosts, services, prefixes);
}

function readPlan(fields: Fields, clients: RedisClients): Plan | null {
  const sections: Section[] = [];
  if (isOfficialLimiter(fields)) {
    const limiter = readOfficialLimiter(fields, GATEWAY_FIELDS, clients);
    if (limiter === null) return null;
    sections.push(limiter);
  } else if (hasOwnFields(fields)) {
    const problem = "configures nothing";
    const remedy = "add rule_name, redis and one of global_threshold and rule_items";
    fields.problems.refuse(fields.path.length == 0 ? "configuration" : fields.path, problem, remedy);
    return null;
  }
  return new Plan(sections);
}

function hasOwnFields(fields: Fields): bool {
  const names = fields.names;
  for (let i = 0; i < names.length; i++) {
    if (!GATEWAY_FIELDS.includes(names[i])) return true;
  }
  return false;
}
