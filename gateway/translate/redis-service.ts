import type { Json } from '../resources/kinds.ts';
import type { Upstream } from './upstream.ts';

/** How the local gateway serves a cluster, and why. Envoy speaks HTTP to it, or the bridge speaks Redis. */
export interface Service {
  by: 'envoy' | 'redis bridge';
  because: string;
}

export interface ServedUpstream extends Upstream {
  service: Service;
}

const HTTP_PROTOCOLS = ['HTTP', 'HTTP2', 'GRPC', 'GRPCS', 'DUBBO'];

/**
 * On Higress one cluster carries HTTP and Redis alike; upstream Envoy has no Redis hostcalls, so here a cluster has to be
 * one or the other. This is the only place that decides it. The first line that applies counts:
 * 1. `protocol: TCP` is Redis;
 * 2. named by a plugin below a key with "redis" in it, or beside `type: redis`: Redis (HTTPS then means TLS to Redis);
 * 3. any protocol of HTTP written out: HTTP;
 * 4. an Ingress routes to it: HTTP;
 * 5. HTTPS: HTTP; anything left: Redis.
 */
export function serviceOf(upstream: Upstream, isRouted: boolean, redisNames: ReadonlySet<string>): Service {
  const { cluster, host, port, protocol } = upstream;
  if (protocol === 'TCP') return { by: 'redis bridge', because: 'its protocol is TCP' };
  if ([host, `${host}:${port}`, cluster].some((name) => redisNames.has(name))) {
    return { by: 'redis bridge', because: 'a plugin names it as its Redis' };
  }
  if (HTTP_PROTOCOLS.includes(protocol)) return { by: 'envoy', because: `its protocol is ${protocol}` };
  if (isRouted) return { by: 'envoy', because: 'an Ingress routes to it' };
  if (protocol === 'HTTPS')
    return { by: 'envoy', because: 'its protocol is HTTPS and no plugin names it as its Redis' };
  return {
    by: 'redis bridge',
    because: 'it has no protocol and no Ingress routes to it (write protocol: HTTP to call it by HTTP)',
  };
}

/** Every string that plugin configurations hold where they speak of Redis; a cluster's `?query` is cut off. */
export function redisNames(configurations: Json[]): Set<string> {
  const names = new Set<string>();
  for (const configuration of configurations) collect(configuration, false, names);
  return names;
}

function collect(value: Json, isRedis: boolean, names: Set<string>): void {
  if (typeof value === 'string' && isRedis) names.add(value.split('?', 1)[0] ?? '');
  if (value === null || typeof value !== 'object') return;
  const isHere = isRedis || (!Array.isArray(value) && value['type'] === 'redis');
  for (const [key, item] of Object.entries(value)) collect(item, isHere || /redis/i.test(key), names);
}
