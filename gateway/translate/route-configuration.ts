import type { JsonObject } from '../resources/kinds.ts';
import type { Route } from './ingress.ts';

export const ROUTE_CONFIGURATION = 'http';

// What Istio sets on every route; requests that change state are not sent twice.
const RETRY_POLICY: JsonObject = {
  retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
  num_retries: 2,
  retriable_status_codes: [503],
  retriable_request_headers: [
    { name: ':method', string_match: { safe_regex: { regex: 'POST|PATCH|LOCK' } }, invert_match: true },
  ],
  retry_host_predicate: [
    {
      name: 'envoy.retry_host_predicates.previous_hosts',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
      },
    },
  ],
  host_selection_retry_max_attempts: 5,
};

/** One virtual host for each host name. A path miss in a named host is final: it never falls to `*`. */
export function routeConfiguration(routes: Route[]): JsonObject {
  const hosts = [...new Set(routes.map(({ host }) => host))].sort();
  return {
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name: ROUTE_CONFIGURATION,
    ignore_port_in_host_matching: true,
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
    match: { ...pathMatcher(route), case_sensitive: route.isCaseSensitive },
    route: {
      ...clusters(route),
      ...rewrite(route),
      timeout: `${route.timeoutSeconds}s`,
      retry_policy: RETRY_POLICY,
    },
  };
}

const withoutTail = (path: string) => path.replace(/\/+$/, '');

function pathMatcher({ type, path }: Route): JsonObject {
  if (type === 'exact') return { path };
  if (type === 'regex') return { safe_regex: { regex: path } };
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

function rewrite({ type, path, rewritePath }: Route): JsonObject {
  if (rewritePath === undefined) return {};
  const prefix = withoutTail(path);
  if (type === 'prefix' && prefix !== '' && withoutTail(rewritePath) !== '')
    return { prefix_rewrite: rewritePath };
  if (type === 'prefix') {
    // A plain prefix rewrite from or to the root would lose or double a slash.
    const regex = `^${prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/?`;
    const substitution = `${withoutTail(rewritePath)}/`;
    return { regex_rewrite: { pattern: { regex }, substitution: substitution.replaceAll('\\', '\\\\') } };
  }
  return {
    regex_rewrite: { pattern: { regex: '^[^?]*' }, substitution: rewritePath.replaceAll('\\', '\\\\') },
  };
}
