import type { JsonObject } from '../resources/kinds.ts';
import { HTTP_OPTIONS, upstreamCodec } from './cluster.ts';
import { hostAndPort } from './upstream.ts';

const CHOSEN_HOST = 'x-higress-local-chosen-host';
const METADATA = 'higress.local';
/** Filter state that the shim beside a plugin writes (gateway/link/shim/upstream-host.wat). */
const CHOICE = '%FILTER_STATE(wasm.higress.local.chosen_host:PLAIN)%';

const type = (name: string) => `type.googleapis.com/envoy.extensions.${name}`;
const policy = (name: string, message: string, fields: JsonObject): JsonObject => ({
  typed_extension_config: {
    name: `envoy.load_balancing_policies.${name}`,
    typed_config: { '@type': type(`load_balancing_policies.${name}.v3.${message}`), ...fields },
  },
});

/** Stands behind all plugins: by way of a header the choice reaches the load balancer, whatever a client sent. */
export const hostChoiceFilter: JsonObject = {
  name: 'higress.local.host_choice',
  typed_config: {
    '@type': type('filters.http.header_mutation.v3.HeaderMutation'),
    mutations: {
      request_mutations: [
        { remove: CHOSEN_HOST },
        { append: { header: { key: CHOSEN_HOST, value: CHOICE }, append_action: 'APPEND_IF_EXISTS_OR_ADD' } },
      ],
    },
  },
};

/**
 * The cluster with a balancer that obeys a plugin's choice, and with its hosts where plugins can read them: its own
 * addresses, or those its names resolved to.
 */
export function withHostChoice(cluster: JsonObject, resolved: readonly string[] = []): JsonObject {
  const { lb_policy: _, ...rest } = cluster;
  const options = cluster['typed_extension_protocol_options'] as JsonObject;
  const hosts = cluster['type'] === 'STATIC' ? hostsOf(cluster) : resolved;
  return {
    ...rest,
    // One a line.
    metadata: { filter_metadata: { [METADATA]: { hosts: hosts.map((host) => `${host}\n`).join('') } } },
    load_balancing_policy: {
      policies: [
        policy('override_host', 'OverrideHost', {
          override_host_sources: [{ header: CHOSEN_HOST }],
          fallback_policy: { policies: [policy('least_request', 'LeastRequest', {})] },
        }),
      ],
    },
    typed_extension_protocol_options: {
      [HTTP_OPTIONS]: { ...(options[HTTP_OPTIONS] as JsonObject), http_filters: upstreamFilters },
    },
  };
}

// The host has been chosen by the time these run; the origin shall not see how.
const upstreamFilters: JsonObject[] = [
  {
    name: 'higress.local.host_chosen',
    typed_config: {
      '@type': type('filters.http.header_mutation.v3.HeaderMutation'),
      mutations: { request_mutations: [{ remove: CHOSEN_HOST }] },
    },
  },
  upstreamCodec,
];

interface Assignment {
  endpoints: { lb_endpoints: { endpoint: { address: { socket_address: SocketAddress } } }[] }[];
}
type SocketAddress = { address: string; port_value: number };

function hostsOf(cluster: JsonObject): string[] {
  const { endpoints } = cluster['load_assignment'] as unknown as Assignment;
  return endpoints
    .flatMap(({ lb_endpoints: hosts }) => hosts)
    .map(({ endpoint: { address } }) => {
      const { address: ip, port_value: port } = address.socket_address;
      return hostAndPort(ip, port);
    });
}
