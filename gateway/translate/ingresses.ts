import type { Ingress, Service } from '../resources/kinds.ts';
import { addCanary } from './canary.ts';
import { readIngress } from './ingress.ts';
import type { IngressRoutes, Route } from './ingress.ts';
import type { ServedUpstream } from './redis-service.ts';
import { accepted, refused } from './status.ts';
import type { Status } from './status.ts';
import type { Upstream } from './upstream.ts';

/** What all of them ask for, before anybody looked at where they lead. */
export class Ingresses {
  readonly #read: IngressRoutes[];

  constructor(ingresses: Ingress[], upstreams: Upstream[], services: Service[]) {
    this.#read = ingresses.map((ingress) => readIngress(ingress, upstreams, services));
  }

  /** The clusters that requests are to be sent to. */
  get clusters(): Set<string> {
    return new Set(this.#read.flatMap(clustersOf));
  }

  /** What an Ingress says that a cluster speaks. */
  get protocols(): Map<string, string> {
    const protocols = new Map<string, string>();
    for (const one of this.#read) {
      if (one.protocol === undefined) continue;
      for (const cluster of clustersOf(one)) protocols.set(cluster, one.protocol);
    }
    return protocols;
  }

  /** The routes in the order in which they are tried within a host, with canaries in their places. */
  place(upstreams: ServedUpstream[]): { routes: Route[]; statuses: Status[] } {
    const checked = this.#read.map((one) => withoutRedis(one, upstreams));
    const routes = checked.flatMap((one) => (one.canary === undefined ? one.routes : []));
    const statuses = checked.flatMap(({ name, routes: own, canary, faults }) => {
      const fault = canary === undefined ? '' : addCanary(routes, name, canary, own);
      const all = [...faults, ...(fault === '' ? [] : [fault])];
      return all.length === 0
        ? [accepted('Ingress', name)]
        : all.map((message) => refused('Ingress', name, message));
    });
    return { routes: routes.sort(byPrecedence), statuses };
  }
}

function clustersOf({ routes }: IngressRoutes): string[] {
  return routes.flatMap(({ destinations }) => destinations.map(({ cluster }) => cluster));
}

/**
 * Whoever speaks to the bridge commands Redis, so no route leads to a cluster behind it: there it names a cluster that
 * does not exist. Its requests get 503, as on a gateway where Redis itself closes a connection that speaks HTTP; such a
 * route is a known way to keep a cluster in a gateway's configuration, and no fault.
 */
function withoutRedis(ingress: IngressRoutes, upstreams: ServedUpstream[]): IngressRoutes {
  const byName = new Map(upstreams.map((upstream) => [upstream.cluster, upstream.service]));
  const isRedis = (cluster: string) => byName.get(cluster)?.by === 'redis bridge';
  const faults = [...new Set(clustersOf(ingress))].flatMap((cluster) => {
    return byName.has(cluster) ? [] : [ingress.source + unknownService(cluster, upstreams)];
  });
  const routes = ingress.routes.map((route) => ({
    ...route,
    destinations: route.destinations.map(({ cluster, weight }) => {
      return { cluster: isRedis(cluster) ? `redis|${cluster}` : cluster, weight };
    }),
  }));
  return { ...ingress, routes, faults: [...ingress.faults, ...faults] };
}

function unknownService(cluster: string, upstreams: Upstream[]): string {
  const known = upstreams.map(({ host, port }) => `${host}:${port}`).join(', ') || 'none';
  return `${cluster} does not exist: its requests get 503 (known services: ${known})`;
}

/** Exact before the others, then the longer path, a canary before its main route, then the name. */
function byPrecedence(a: Route, b: Route): number {
  const exact = Number(b.type === 'exact') - Number(a.type === 'exact');
  if (exact !== 0) return exact;
  const canary = Number(b.header !== undefined) - Number(a.header !== undefined);
  return b.path.length - a.path.length || canary || (a.name < b.name ? -1 : Number(a.name > b.name));
}
