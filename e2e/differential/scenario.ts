import type { WasmPluginOptions } from '../resources/wasm-plugin.ts';
import { REDIS } from './place.ts';

/** A request as its client sends it; a list of values is that many header lines. */
export type Ask = {
  method?: string;
  path?: string;
  host?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
};

export type Step =
  | { do: 'send'; ask: Ask; times: number; isAtOnce: boolean }
  /** A command that somebody else gives to Redis. */
  | { do: 'redis'; command: string[] }
  | { do: 'kill' | 'restart' }
  /** Until Redis has let the key expire. */
  | { do: 'await expiry'; key: string };

/** What is configured and what happens then; every word of it holds on any gateway. */
export type Scenario = { name: string; plugin: Omit<WasmPluginOptions, 'url'>; steps: Step[] };

export type Fields = Readonly<Record<string, unknown>>;

/** Of the rules below, unless they have a name of their own. */
const RULE_NAME = 'r';

export function rule(fields: Fields): Fields {
  return { rule_name: RULE_NAME, redis: { service_name: REDIS }, ...fields };
}

/** One configuration for every request. */
export function everywhere(fields: Fields): Scenario['plugin'] {
  return { defaultConfig: rule(fields) };
}

/** One counter for all requests. */
export function threshold(requests: number, fields: Fields = {}): Fields {
  return { global_threshold: { query_per_minute: requests }, ...fields };
}

/** An item of `rule_items`: so many requests a minute for each key. */
export function limitBy(kind: string, source: string, limits: Record<string, number>): Fields {
  const keys = Object.entries(limits).map(([key, query_per_minute]) => ({ key, query_per_minute }));
  return { [`limit_by_${kind}`]: source, limit_keys: keys };
}

/** The Redis key of a counter; `ruleName` if the rule has another name. */
export function counterKey(rest: string, ruleName = RULE_NAME): string {
  return `higress-cluster-key-rate-limit:${ruleName}:${rest}`;
}

/** Requests one after another. */
export function send(ask: Ask, times = 1): Step {
  return { do: 'send', ask, times, isAtOnce: false };
}

export function sendAtOnce(ask: Ask, times: number): Step {
  return { do: 'send', ask, times, isAtOnce: true };
}

export function redis(...command: string[]): Step {
  return { do: 'redis', command };
}
