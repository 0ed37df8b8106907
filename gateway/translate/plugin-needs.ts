import { namesBufferLimit, type Needs } from '../link/needs.ts';
import type { JsonObject } from '../resources/kinds.ts';
import { hostChoiceFilter, withHostChoice } from './host-choice.ts';
import type { Settings } from './settings.ts';

/** What official plugins set as the limit of a body they want whole. */
const LARGE_BODY_BYTES = 100 << 20;

export interface Surroundings {
  settings: Settings;
  clusters: JsonObject[];
  /** Filters between the plugins and the router. */
  lastFilters: JsonObject[];
}

export interface LoadedPlugin {
  configuration: string;
  needs: Needs | undefined;
}

/** Does a plugin ask for hosts, or choose one? */
export function choosesHosts(plugins: readonly LoadedPlugin[]): boolean {
  return plugins.some(({ needs }) => needs?.choosesHosts);
}

/**
 * The configuration around the plugins, changed as far as one of them needs it. `resolved` has the `ip:port`s of
 * clusters that are known by name.
 */
export function meetNeeds(
  settings: Settings,
  clusters: JsonObject[],
  plugins: readonly LoadedPlugin[],
  resolved: ReadonlyMap<string, readonly string[]> = new Map(),
): Surroundings {
  const hasLargeBodies = plugins.some(
    // What is injected lies in Envoy's buffer for a moment, which is past its limit on Higress.
    ({ configuration, needs }) =>
      needs?.raisesBufferLimit || needs?.injectsBodies || namesBufferLimit(configuration),
  );
  const isChoosing = choosesHosts(plugins);
  const withHosts = (cluster: JsonObject) =>
    'lb_policy' in cluster ? withHostChoice(cluster, resolved.get(String(cluster['name']))) : cluster;
  return {
    settings: hasLargeBodies ? withLargeBodies(settings) : settings,
    clusters: isChoosing ? clusters.map(withHosts) : clusters,
    lastFilters: isChoosing ? [hostChoiceFilter] : [],
  };
}

/** Upstream Envoy has one limit for all streams of a listener; in HTTP/2 it is the size of the window. */
function withLargeBodies(settings: Settings): Settings {
  const { downstreamBufferBytes, streamWindowBytes, connectionWindowBytes } = settings;
  return {
    ...settings,
    // 0 is no limit at all.
    downstreamBufferBytes:
      downstreamBufferBytes === 0 ? 0 : Math.max(downstreamBufferBytes, LARGE_BODY_BYTES),
    streamWindowBytes: Math.max(streamWindowBytes, LARGE_BODY_BYTES),
    connectionWindowBytes: Math.max(connectionWindowBytes, LARGE_BODY_BYTES),
  };
}
