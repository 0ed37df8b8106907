import type { Backend, Ingress, IngressPath, JsonObject, Service } from '../resources/kinds.ts';
import { AnnotationReader } from './annotation-reader.ts';
import { addCanary, readCanary } from './canary.ts';
import type { Canary } from './canary.ts';
import { CORS_FILTER, corsPolicy } from './cors.ts';
import { readDestinations } from './destination.ts';
import type { Destination } from './destination.ts';
import { headerControl } from './header-control.ts';
import { serviceHost } from './kubernetes-service.ts';
import { hasGroups, isRegex } from './regex.ts';
import { retryPolicy } from './retry.ts';
import { accepted, attempt, refused } from './status.ts';
import type { Status } from './status.ts';
import { clusterName } from './upstream.ts';
import type { Upstream } from './upstream.ts';

export interface Route {
  /** Name of the Ingress: plugins compare `_match_route_` with it. */
  name: string;
  /** `*` for any. */
  host: string;
  path: string;
  type: 'exact' | 'prefix' | 'regex';
  isCaseSensitive: boolean;
  /** Of a canary: the header that leads to it, as Envoy matches it. */
  header?: JsonObject;
  destinations: Destination[];
  rewrite?: Rewrite;
  /** Parts of Envoy's route action, and of what stands around it, that annotations ask for. */
  action: JsonObject;
  around: JsonObject;
}

export type Rewrite = { path: string } | { substitution: string };

const HOST = /^(?:\*|(?:\*\.)?[A-Za-z0-9._-]+)?$/;

/** The routes of every Ingress, in the order in which they are tried within a host. */
export function translateIngresses(
  ingresses: Ingress[],
  upstreams: Upstream[],
  services: Service[],
): { routes: Route[]; protocols: Map<string, string>; statuses: Status[] } {
  const routes: Route[] = [];
  const protocols = new Map<string, string>();
  const problems = new Map<string, string>();
  const known = new Set(upstreams.map(({ cluster }) => cluster));
  const canaries: { ingress: Ingress; canary: Exclude<Canary, undefined>; own: Route[] }[] = [];
  for (const ingress of ingresses) {
    const annotations = new AnnotationReader(ingress.annotations);
    const own = attempt(() => translateIngress(ingress, annotations, upstreams, services));
    if (typeof own === 'string') {
      problems.set(ingress.name, own);
      continue;
    }
    const canary = readCanary(annotations);
    if (canary === undefined) routes.push(...own);
    else canaries.push({ ingress, canary, own });
    const clusters = own.flatMap(({ destinations }) => destinations.map(({ cluster }) => cluster));
    const protocol = annotations.text('backend-protocol')?.toUpperCase();
    if (protocol !== undefined) for (const cluster of clusters) protocols.set(cluster, protocol);
    const unknown = clusters.find((cluster) => !known.has(cluster));
    const problem = unknown === undefined ? '' : unknownService(unknown, annotations, upstreams);
    const first = [...annotations.faults, problem].find((message) => message !== '');
    if (first !== undefined) problems.set(ingress.name, first);
  }
  for (const { ingress, canary, own } of canaries) {
    const problem = addCanary(routes, ingress, canary, own);
    if (problem !== '') problems.set(ingress.name, problem);
  }
  const statuses = ingresses.map(({ name }) => {
    const problem = problems.get(name);
    return problem === undefined ? accepted('Ingress', name) : refused('Ingress', name, problem);
  });
  return { routes: routes.sort(byPrecedence), protocols, statuses };
}

function unknownService(cluster: string, annotations: AnnotationReader, upstreams: Upstream[]): string {
  const source = annotations.text('destination') === undefined ? '' : 'higress.io/destination: ';
  const known = upstreams.map(({ host, port }) => `${host}:${port}`).join(', ') || 'none';
  return `${source}${cluster} does not exist: its requests get 503 (known services: ${known})`;
}

function translateIngress(
  ingress: Ingress,
  annotations: AnnotationReader,
  upstreams: Upstream[],
  services: Service[],
): Route[] | string {
  const destination = annotations.text('destination');
  const fixed = destination === undefined ? undefined : readDestinations(destination, upstreams);
  if (typeof fixed === 'string') return `higress.io/destination: ${fixed}`;

  const rewrite = readRewrite(annotations);
  const shared = {
    name: ingress.name,
    isCaseSensitive: annotations.flag('ignore-path-case') !== true,
    ...(rewrite !== undefined && { rewrite }),
    ...routePolicy(annotations),
  };
  const usesRegex =
    annotations.flag('use-regex') === true || (rewrite !== undefined && 'substitution' in rewrite);

  const routes: Route[] = [];
  for (const { host, paths } of ingress.rules) {
    for (const path of paths) {
      const destinations = fixed ?? backendDestinations(path.backend, services);
      if (typeof destinations === 'string') return destinations;
      const match = pathMatch(path, usesRegex);
      const fault = faultOf(host, match) ?? rewriteFault(match, rewrite);
      if (fault !== undefined) return fault;
      // Envoy compares hosts in lower case and takes each only once.
      routes.push({ ...shared, host: host === '' ? '*' : host.toLowerCase(), ...match, destinations });
    }
  }
  if (ingress.defaultBackend !== undefined) {
    const destinations = fixed ?? backendDestinations(ingress.defaultBackend, services);
    if (typeof destinations === 'string') return destinations;
    // The empty path is the shortest of all, so it is tried last.
    routes.push({ ...shared, host: '*', path: '', type: 'prefix', destinations });
  }
  return routes;
}

/** `rewrite-target` makes every path of the Ingress a regular expression, with its groups as $1, $2 … */
function readRewrite(annotations: AnnotationReader): Rewrite | undefined {
  const path = annotations.text('rewrite-path');
  if (path !== undefined) return { path };
  const target = annotations.text('rewrite-target');
  if (target === undefined) return undefined;
  return { substitution: /\$\d/.test(target) ? target.replaceAll('$', '\\') : target };
}

function routePolicy(annotations: AnnotationReader): Pick<Route, 'action' | 'around'> {
  const host = annotations.matching('upstream-vhost', /^[\w.:[\]-]+$/, 'a host');
  const retries = retryPolicy(annotations);
  const cors = corsPolicy(annotations);
  return {
    action: {
      ...(host !== undefined && { host_rewrite_literal: host }),
      timeout: `${annotations.integer('timeout') ?? 0}s`,
      ...(retries !== undefined && { retry_policy: retries }),
    },
    around: {
      ...headerControl(annotations),
      ...(cors !== undefined && { typed_per_filter_config: { [CORS_FILTER]: cors } }),
    },
  };
}

function pathMatch({ path, pathType }: IngressPath, usesRegex: boolean): Pick<Route, 'path' | 'type'> {
  if (usesRegex) return { type: 'regex', path: pathType === 'Exact' ? path : `${path}.*` };
  return { type: pathType === 'Exact' ? 'exact' : 'prefix', path };
}

/** What would make Envoy refuse the routes of all Ingresses. */
function faultOf(host: string, { path, type }: Pick<Route, 'path' | 'type'>): string | undefined {
  if (!HOST.test(host)) return `host "${host}" is neither a name nor *.NAME`;
  if (type === 'regex') return isRegex(path) ? undefined : `path "${path}" is not a regular expression`;
  return /^\/[^?#]*$/.test(path) ? undefined : `path "${path}" must begin with / and have no ? or #`;
}

function rewriteFault({ path }: Pick<Route, 'path'>, rewrite: Rewrite | undefined): string | undefined {
  if (rewrite === undefined || 'path' in rewrite || hasGroups(path, rewrite.substitution)) return undefined;
  return `higress.io/rewrite-target: "${rewrite.substitution}" names a group that "${path}" does not have`;
}

function backendDestinations({ service }: Backend, services: Service[]): Destination[] | string {
  if (service === undefined) return 'a backend names no service, and there is no higress.io/destination';
  const port =
    typeof service.port === 'number'
      ? service.port
      : services.find(({ name }) => name === service.name)?.ports.find(({ name }) => name === service.port)
          ?.port;
  return [{ cluster: clusterName(serviceHost(service.name), port ?? 0), weight: 100 }];
}

/** Exact before the others, then the longer path, a canary before its main route, then the name. */
function byPrecedence(a: Route, b: Route): number {
  const exact = Number(b.type === 'exact') - Number(a.type === 'exact');
  if (exact !== 0) return exact;
  const canary = Number(b.header !== undefined) - Number(a.header !== undefined);
  return b.path.length - a.path.length || canary || (a.name < b.name ? -1 : Number(a.name > b.name));
}
