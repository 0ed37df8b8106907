import type { Configuration } from '../host/root.ts';

/** What the gateway calls the service of `redis` below. */
export const cluster = 'outbound|6379||redis.dns';
export const redis = { service_name: 'redis.dns' };

export type Fields = Readonly<Record<string, unknown>>;

/** A whole official configuration with one counter for everything. */
export function withThreshold(fields: Fields = {}): Fields {
  return { rule_name: 'r', redis, global_threshold: { query_per_minute: 10 }, ...fields };
}

/** A whole official configuration with `items`. */
export function withItems(items: readonly Fields[], fields: Fields = {}): Fields {
  return { rule_name: 'r', redis, rule_items: items, ...fields };
}

/** One of `rule_items`: each key gets ten requests a minute. */
export function limitBy(kind: string, source: string, ...keys: readonly string[]): Fields {
  return { [`limit_by_${kind}`]: source, limit_keys: keys.map((key) => ({ key, query_per_minute: 10 })) };
}

/** `rules` under `_rules_`, and `fallback` beside them. */
export function withRules(rules: readonly Fields[], fallback: Fields = {}): Configuration {
  return { ...fallback, _rules_: rules };
}
