import type { Backend, Ingress, IngressPath, Service } from '../resources/kinds.ts';
import { readDestinations } from './destination.ts';
import type { Destination } from './destination.ts';
import { serviceHost } from './kubernetes-service.ts';
import { accepted, refused } from './status.ts';
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
  destinations: Destination[];
  timeoutSeconds: number;
  rewritePath?: string;
}

const HOST = /^(?:\*|(?:\*\.)?[A-Za-z0-9._-]+)?$/;
const ANNOTATION_PREFIXES = ['higress.io/', 'nginx.ingress.kubernetes.io/'];

function annotation(ingress: Ingress, name: string): string | undefined {
  return ANNOTATION_PREFIXES.map((prefix) => ingress.annotations[prefix + name]).find(
    (text) => text !== undefined,
  );
}

/** The routes of every Ingress, in the order in which they are tried within a host. */
export function translateIngresses(
  ingresses: Ingress[],
  upstreams: Upstream[],
  services: Service[],
): { routes: Route[]; statuses: Status[] } {
  const routes: Route[] = [];
  const statuses: Status[] = [];
  const known = new Set(upstreams.map(({ cluster }) => cluster));
  for (const ingress of ingresses) {
    const made = translateIngress(ingress, upstreams, services);
    if (typeof made === 'string') {
      statuses.push(refused('Ingress', ingress.name, made));
      continue;
    }
    routes.push(...made);
    const unknown = made
      .flatMap(({ destinations }) => destinations)
      .find(({ cluster }) => !known.has(cluster));
    const message = unknown === undefined ? '' : `${unknown.cluster} does not exist: its requests get 503`;
    statuses.push(
      message === '' ? accepted('Ingress', ingress.name) : refused('Ingress', ingress.name, message),
    );
  }
  return { routes: routes.sort(byPrecedence), statuses };
}

function translateIngress(ingress: Ingress, upstreams: Upstream[], services: Service[]): Route[] | string {
  const destination = annotation(ingress, 'destination');
  const fixed = destination === undefined ? undefined : readDestinations(destination, upstreams);
  if (typeof fixed === 'string') return `higress.io/destination: ${fixed}`;

  const timeout = annotation(ingress, 'timeout') ?? '0';
  if (!/^\d+$/.test(timeout)) return `higress.io/timeout: "${timeout}" is not a number of seconds`;
  const rewritePath = annotation(ingress, 'rewrite-path');
  const shared = {
    name: ingress.name,
    isCaseSensitive: annotation(ingress, 'ignore-path-case') !== 'true',
    timeoutSeconds: Number(timeout),
    ...(rewritePath !== undefined && { rewritePath }),
  };
  const usesRegex = annotation(ingress, 'use-regex') === 'true';

  const routes: Route[] = [];
  for (const { host, paths } of ingress.rules) {
    for (const path of paths) {
      const destinations = fixed ?? backendDestinations(path.backend, services);
      if (typeof destinations === 'string') return destinations;
      const match = pathMatch(path, usesRegex);
      const fault = faultOf(host, match);
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

/** A rough look: Envoy's RE2 also knows inline flags and `(?P<name>…)`. */
function isRegex(text: string): boolean {
  const known = text.replace(/\(\?[imsU-]+\)/g, '').replaceAll('(?P<', '(?<');
  try {
    return new RegExp(known) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
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

/** Exact before the others, then the longer path, then the name. */
function byPrecedence(a: Route, b: Route): number {
  const exact = Number(b.type === 'exact') - Number(a.type === 'exact');
  if (exact !== 0) return exact;
  return b.path.length - a.path.length || (a.name < b.name ? -1 : Number(a.name > b.name));
}
