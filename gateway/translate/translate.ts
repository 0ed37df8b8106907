import type { Json, JsonObject, Resources } from '../resources/kinds.ts';
import { bridgeCluster, httpCluster } from './cluster.ts';
import type { Route } from './ingress.ts';
import { Ingresses } from './ingresses.ts';
import { translateServices } from './kubernetes-service.ts';
import { redisNames, serviceOf } from './redis-service.ts';
import type { ServedUpstream } from './redis-service.ts';
import { translateMcpBridges } from './registry.ts';
import { routeConfiguration } from './route-configuration.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import type { Status } from './status.ts';
import { tlsOf } from './upstream.ts';
import type { Address, UnixSocket, Upstream } from './upstream.ts';
import { translateWasmPlugins } from './wasm-plugin.ts';
import type { Plugin } from './wasm-plugin.ts';

/** All that one state of DIR means. */
export interface Translation {
  settings: Settings;
  upstreams: ServedUpstream[];
  /** Envoy's clusters, one for each upstream. */
  clusters: JsonObject[];
  /** In the order in which they are tried within a host, and as Envoy gets them. */
  ingressRoutes: Route[];
  routes: JsonObject;
  plugins: Plugin[];
  statuses: Status[];
  /** Settings of `higress-config` that change nothing here. */
  unusedSettings: string[];
}

/**
 * Resources in, configuration out: knows no files, clocks or processes. `bridge` is where the Redis bridge listens, `older`
 * are configurations of plugins that serve on beside those of the resources.
 */
export function translate(
  resources: Resources,
  bridge: Address | UnixSocket,
  older: readonly string[] = [],
): Translation {
  const settings = readSettings(resources.configMaps);
  const registries = translateMcpBridges(resources.mcpBridges);
  const known = [...registries.upstreams, ...translateServices(resources.services, resources.endpoints)];
  const ingresses = new Ingresses(resources.ingresses, known, resources.services);
  const wasmPlugins = translateWasmPlugins(resources.wasmPlugins, resources.secrets);
  const configurations = [...wasmPlugins.plugins.map(({ configuration }) => configuration), ...older];
  const redis = redisNames(configurations.map(parseConfiguration));
  const served = serve(known, ingresses, redis);
  const { routes, statuses } = ingresses.place(served);

  return {
    settings: settings.settings,
    upstreams: served,
    clusters: served.map((upstream) =>
      upstream.service.by === 'envoy'
        ? httpCluster(upstream, settings.settings)
        : bridgeCluster(upstream, bridge),
    ),
    ingressRoutes: routes,
    routes: routeConfiguration(routes, settings.settings),
    plugins: wasmPlugins.plugins,
    statuses: [...settings.statuses, ...registries.statuses, ...statuses, ...wasmPlugins.statuses],
    unusedSettings: settings.unused,
  };
}

function serve(known: Upstream[], ingresses: Ingresses, redis: ReadonlySet<string>): ServedUpstream[] {
  const { clusters, protocols } = ingresses;
  return known.map((upstream) => {
    const routed = withProtocol(upstream, protocols);
    const service = serviceOf(routed, clusters.has(upstream.cluster), redis);
    return { ...(service.by === 'envoy' ? routed : upstream), service };
  });
}

/** An Ingress may say better than the registry what its backend speaks. */
function withProtocol(upstream: Upstream, protocols: Map<string, string>): Upstream {
  const protocol = protocols.get(upstream.cluster);
  return protocol === undefined
    ? upstream
    : { ...upstream, protocol, ...tlsOf(protocol, upstream.tls?.sni ?? '', upstream) };
}

function parseConfiguration(text: string): Json {
  return text === '' ? null : (JSON.parse(text) as Json);
}
