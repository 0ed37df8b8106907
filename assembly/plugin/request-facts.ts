import { HeaderMapTypeValues, WasmResultValues } from "../host/enums";
import { getHeader } from "../host/headers";
import { getProperty } from "../host/properties";
import { hostSize } from "../http/authority";
import { RouteFacts } from "../match/route-facts";
import { RuleSet } from "../match/rule-set";
import { bytesOf } from "../text/bytes";
import { Span } from "../text/span";

const AUTHORITY = bytesOf(":authority");
const ROUTE_NAME = bytesOf("route_name");
const CLUSTER_NAME = bytesOf("cluster_name");

const facts = new RouteFacts();
const value = new Span();

/** Asks the gateway for what the rules look at, and only for that. */
export function readRouteFacts(rules: RuleSet): RouteFacts {
  facts.host.set(0, 0);
  facts.route.set(0, 0);
  facts.hasCluster = false;
  if (
    rules.needsHost &&
    getHeader(HeaderMapTypeValues.RequestHeaders, AUTHORITY, value) == WasmResultValues.Ok
  ) {
    facts.host.set(value.at, hostSize(value.at, value.size));
  }
  // The route first: reading it makes the gateway choose a route, without which there is no cluster.
  if (rules.needsRoute) getProperty(ROUTE_NAME, facts.route);
  if (rules.needsService && getProperty(CLUSTER_NAME, value) == WasmResultValues.Ok) {
    facts.hasCluster = facts.cluster.parse(value.at, value.size);
  }
  return facts;
}
