import type { Backend, Ingress, IngressPath, JsonObject, Service } from '../resources/kinds.ts';
import { AnnotationReader } from './annotation-reader.ts';
import { readCanary } from './canary.ts';
import type { Canary } from './canary.ts';
import { CORS_FILTER, corsPolicy } from './cors.ts';
import { readDestinations } from './destination.ts';
import type { Destination } from './destination.ts';
import { headerControl } from './header-control.ts';
import { serviceHost } from './kubernetes-service.ts';
import { isRegex, isSubstitution } from './regex.ts';
import { retryPolicy } from './retry.ts';
import { attempt } from './status.ts';
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
  /** Fields of Envoy's `Route.route`, and of its `Route` beside that, which annotations ask for. */
  actionFields: JsonObject;
  routeFields: JsonObject;
}

export type Rewrite = { path: string } | { substitution: string };

const ONE_LINE = /^[^\0\r\n]*$/;
const PROTOCOL = /^(?:HTTP|HTTP2|HTTPS|GRPC|GRPCS)$/i;
const HOST = /^(?:\*|(?:\*\.)?[A-Za-z0-9._-]+)?$/;

/** What one Ingress asks for. */
export interface IngressRoutes {
  name: string;
  routes: Route[];
  canary: Canary;
  /** What its destinations speak; undefined when it does not say. */
  protocol: string | undefined;
  /** What of it can't be done, each in a sentence. */
  faults: string[];
  /** The field that names its destinations, as a prefix of a sentence on one of them. */
  source: string;
}

export function readIngress(ingress: Ingress, upstreams: Upstream[], services: Service[]): IngressRoutes {
  const { name } = ingress;
  const annotations = new AnnotationReader(ingress.annotations);
  const source = annotations.text('destination') === undefined ? '' : 'higress.io/destination: ';
  const routes = attempt(() => translateIngress(ingress, annotations, upstreams, services));
  if (typeof routes === 'string') {
    const faults = [...annotations.faults, routes];
    return { name, routes: [], canary: undefined, protocol: undefined, faults, source };
  }
  const canary = readCanary(annotations);
  const protocol = annotations.matching(
    'backend-protocol',
    PROTOCOL,
    'one of HTTP, HTTP2, HTTPS, GRPC, GRPCS',
  );
  return { name, routes, canary, protocol: protocol?.toUpperCase(), faults: annotations.faults, source };
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
    // The empty path is the shortest of all, so it is tried last. It has no groups that could be put elsewhere.
    const { rewrite: ownRewrite, ...plain } = shared;
    const kept = ownRewrite !== undefined && 'path' in ownRewrite ? { rewrite: ownRewrite } : {};
    routes.push({ ...plain, ...kept, host: '*', path: '', type: 'prefix', destinations });
  }
  return routes;
}

/** `rewrite-target` makes every path of the Ingress a regular expression, with its groups as $1, $2 … */
function readRewrite(annotations: AnnotationReader): Rewrite | undefined {
  const path = annotations.matching('rewrite-path', ONE_LINE, 'one line');
  if (path !== undefined) return { path };
  const target = annotations.matching('rewrite-target', ONE_LINE, 'one line');
  if (target === undefined) return undefined;
  return { substitution: /\$\d/.test(target) ? target.replaceAll('$', '\\') : target };
}

function routePolicy(annotations: AnnotationReader): Pick<Route, 'actionFields' | 'routeFields'> {
  const host = annotations.matching('upstream-vhost', /^[\w.:[\]-]+$/, 'a host');
  const retries = retryPolicy(annotations);
  const cors = corsPolicy(annotations);
  return {
    actionFields: {
      ...(host !== undefined && { host_rewrite_literal: host }),
      timeout: `${annotations.integer('timeout') ?? 0}s`,
      ...(retries !== undefined && { retry_policy: retries }),
    },
    routeFields: {
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
  if (type === 'regex')
    return path !== '' && isRegex(path) ? undefined : `path "${path}" is not a regular expression`;
  return /^\/[^?#]*$/.test(path) ? undefined : `path "${path}" must begin with / and have no ? or #`;
}

function rewriteFault({ path }: Pick<Route, 'path'>, rewrite: Rewrite | undefined): string | undefined {
  if (rewrite === undefined || 'path' in rewrite || isSubstitution(path, rewrite.substitution))
    return undefined;
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
