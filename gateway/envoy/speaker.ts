import type { Plugin } from '../translate/wasm-plugin.ts';

/**
 * Which plugin a log line is from. Envoy's prefix has the plugin's name only inside a request; outside, the root id is
 * left, which several plugins may share.
 */
export function speaker(prefix: string, plugins: Plugin[]): string {
  const [first = '', second = ''] = prefix.split(' ');
  const named = plugins.find(({ name }) => name === first);
  if (named !== undefined) return named.resource;
  const candidates = plugins.filter(({ rootId }) => rootId === first && second === '');
  return candidates.map(({ resource }) => resource).join(' or ') || prefix || 'unknown';
}
