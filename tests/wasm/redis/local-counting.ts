import type { Stream } from '../host/index.ts';
import { cluster, limitBy, withItems, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed } from '../support/replies.ts';

export const local = (fields: Fields = {}): Fields => withThreshold({ on_redis_error: 'local', ...fields });
export const perKey = withItems([limitBy('per_header', 'x-api-key', '*')], { on_redis_error: 'local' });
export const KEY = 'higress-cluster-key-rate-limit:r:global_threshold:60';
export const SLOT = 'higress-redis:local:1:';

/** Nothing can be sent to Redis any more. */
export function takeAway(plugin: Plugin): void {
  plugin.host.clusters.takeDown(cluster);
}

export function bringBack(plugin: Plugin): void {
  plugin.host.clusters.bringUp(cluster);
}

export const isPassed = (stream: Stream): boolean => stream.upstream.headers !== undefined;

/** How many of so many requests pass. */
export function passed(plugin: Plugin, requests: number, key?: string): number {
  let count = 0;
  for (let i = 0; i < requests; i++) {
    const stream = plugin.request(key === undefined ? {} : { headers: { 'x-api-key': key } });
    if (isPassed(stream)) count += 1;
    stream.end();
  }
  return count;
}

/** Lets one request through, so that the plugin knows that Redis answers. */
export function serve(plugin: Plugin): void {
  plugin.answered(allowed).end();
}

export const slotsOf = (plugin: Plugin): string[] =>
  plugin.host.sharedData.keys().filter((key) => /:\d+$/.test(key) && key.startsWith(SLOT));

export const handedBack = (plugin: Plugin) =>
  plugin.host.redis.pending
    .filter(({ command }) => command.length === 7)
    .map(({ command }) => command.slice(3));
