import type { JsonObject, MatchRule, PluginSpec } from '../resources/kinds.ts';
import { canonicalJson } from './canonical-json.ts';

export type PluginConfiguration =
  | { outcome: 'delivered'; text: string }
  | { outcome: 'idle'; message: string }
  | { outcome: 'refused'; message: string };

const isEmpty = (object: JsonObject | undefined) => object === undefined || Object.keys(object).length === 0;

/** The bytes `proxy_on_configure` reads, or why the plugin is not delivered. An empty configuration has length 0. */
export function pluginConfiguration(spec: PluginSpec): PluginConfiguration {
  if (spec.pluginConfig !== undefined) return delivered(spec.pluginConfig);

  const live = spec.matchRules.filter((rule) => !rule.configDisable);
  const blind = spec.matchRules.findIndex((rule) => !rule.configDisable && !hasCondition(rule));
  if (blind >= 0) {
    const message = `spec.matchRules[${blind}] needs one of ingress, domain, service`;
    return { outcome: 'refused', message };
  }
  if (spec.defaultConfigDisable && live.length === 0) {
    return { outcome: 'idle', message: 'spec.defaultConfigDisable is true and no match rule is live' };
  }
  const base = spec.defaultConfigDisable ? {} : (spec.defaultConfig ?? {});
  return delivered(live.length === 0 ? base : { ...base, _rules_: live.map(writeRule) });
}

function delivered(configuration: JsonObject): PluginConfiguration {
  return { outcome: 'delivered', text: isEmpty(configuration) ? '' : canonicalJson(configuration) };
}

function hasCondition({ ingress, domain, service }: MatchRule): boolean {
  return ingress.length + domain.length + service.length > 0;
}

function writeRule({ ingress, domain, service, config }: MatchRule): JsonObject {
  return {
    ...config,
    ...(ingress.length > 0 && { _match_route_: ingress }),
    ...(domain.length > 0 && { _match_domain_: domain }),
    ...(service.length > 0 && { _match_service_: service }),
  };
}
