import type { JsonObject } from '../resources/kinds.ts';
import type { Route } from './ingress.ts';
import { escapeRegex, safeRegex } from './regex.ts';
import type { Settings } from './settings.ts';

export const ROUTE_CONFIGURATION = 'http';

const REAL_IP: JsonObject = {
  header: { key: 'x-real-ip', value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' },
  append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
};

/** One virtual host for each host name. A path miss in a named host is final: it never falls to `*`. */
export function routeConfiguration(routes: Route[], { addsRealIp }: Settings): JsonObject {
  const hosts = [...new Set(routes.map(({ host }) => host))].sort();
  return {
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name: ROUTE_CONFIGURATION,
    ignore_port_in_host_matching: true,
    ...(addsRealIp && { request_headers_to_add: [REAL_IP] }),
    virtual_hosts: hosts.map((host) => ({
      name: host,
      domains: [host],
      routes: routes.filter((route) => route.host === host).map(envoyRoute),
    })),
  };
}

function envoyRoute(route: Route): JsonObject {
  return {
    name: route.name,
    match: {
      ...pathMatcher(route),
      case_sensitive: route.isCaseSensitive,
      ...(route.header !== undefined && { headers: [route.header] }),
    },
    route: { ...clusters(route), ...rewriteOf(route), ...route.actionFields },
    ...route.routeFields,
  };
}

const withoutTail = (path: string) => path.replace(/\/+$/, '');

function pathMatcher({ type, path }: Route): JsonObject {
  if (type === 'exact') return { path };
  if (type === 'regex') return { safe_regex: safeRegex(path) };
  // `/a` covers `/a` and `/a/b`, not `/ab`.
  return withoutTail(path) === '' ? { prefix: '/' } : { path_separated_prefix: withoutTail(path) };
}

function clusters({ destinations }: Route): JsonObject {
  const [only] = destinations;
  if (destinations.length === 1 && only !== undefined) return { cluster: only.cluster };
  return {
    weighted_clusters: { clusters: destinations.map(({ cluster, weight }) => ({ name: cluster, weight })) },
  };
}

function rewriteOf({ type, path, rewrite }: Route): JsonObject {
  if (rewrite === undefined) return {};
  if ('substitution' in rewrite) return regexRewrite(path, rewrite.substitution);
  const prefix = withoutTail(path);
  if (type === 'prefix' && prefix !== '' && withoutTail(rewrite.path) !== '')
    return { prefix_rewrite: rewrite.path };
  if (type === 'prefix') {
    // A plain prefix rewrite from or to the root would lose or double a slash.
    const pattern = `^${escapeRegex(prefix)}/?`;
    return regexRewrite(pattern, literal(`${withoutTail(rewrite.path)}/`));
  }
  return regexRewrite('^[^?]*', literal(rewrite.path));
}

const literal = (text: string) => text.replaceAll('\\', '\\\\');

function regexRewrite(regex: string, substitution: string): JsonObject {
  return { regex_rewrite: { pattern: safeRegex(regex), substitution } };
}
