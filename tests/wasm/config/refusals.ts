import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigureError } from '../host/index.ts';
import type { Configuration } from '../host/root.ts';
import { withItems, withRules, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';

/** A configuration and the errors it is refused with: path, problem and remedy. */
export type Refusal = readonly [configuration: Configuration, said: string | readonly string[]];

/** One test for each: refused with exactly these words, and the configuration before goes on serving. */
export function refuse(what: string, refusals: readonly Refusal[]): void {
  describe(`refused: ${what}`, () => {
    let plugin: Plugin;
    beforeAll(async () => {
      plugin = await Plugin.start(withThreshold({ rule_name: 'serving' }));
    });

    for (const [configuration, said] of refusals) {
      it(shown(configuration), () => {
        expect(errorsOf(plugin, configuration)).toEqual(typeof said === 'string' ? [said] : said);
        expect(plugin.keyFor()).toBe('higress-cluster-key-rate-limit:serving:global_threshold:60');
      });
    }
  });
}

function errorsOf(plugin: Plugin, configuration: Configuration): string[] {
  const inits = plugin.host.counters.byName.redis_init;
  try {
    plugin.host.start(configuration);
  } catch (error) {
    if (!(error instanceof ConfigureError)) throw error;
    // Redis settings are for the whole worker: a refused configuration must not touch them.
    expect(plugin.host.counters.byName.redis_init).toBe(inits);
    return error.lines.filter(({ level }) => level === 'error').map(({ text }) => text);
  }
  return ['accepted'];
}

function shown(configuration: Configuration): string {
  const text = configuration instanceof Uint8Array ? configuration.toString() : configuration;
  const line = typeof text === 'string' ? JSON.stringify(text).slice(1, -1) : JSON.stringify(text);
  return line.length <= 100 ? line : `${line.slice(0, 100)}…`;
}

export const withItem = (item: unknown): Fields => withItems([item as Fields]);
export const withKeys = (...keys: readonly Fields[]): Fields =>
  withItem({ limit_by_per_header: 'h', limit_keys: keys });
export const withRange = (key: string): Fields =>
  withItem({ limit_by_per_ip: 'from-remote-addr', limit_keys: [{ key, query_per_minute: 1 }] });
export const withRule = (rule: unknown): Configuration => withRules([rule as Fields]);
