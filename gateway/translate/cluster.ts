import { CLUSTER_HEADER } from '../redis/protocol.ts';
import type { JsonObject } from '../resources/kinds.ts';
import type { Settings } from './settings.ts';
import type { Address, UnixSocket, Upstream } from './upstream.ts';

export const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
const HTTP2_PROTOCOLS = ['HTTP2', 'GRPC', 'GRPCS'];

// Calls to the bridge are cheap and many; Envoy's default of 1024 would refuse them with result 10.
const BRIDGE_CALLS = 100_000;

/** Ends the filters of every cluster that has some. */
export const upstreamCodec: JsonObject = {
  name: 'envoy.filters.http.upstream_codec',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec',
  },
};

/**
 * A request that came by a route has the route's name, a call of a plugin has none. Routes lead to no such cluster, but one
 * may have before the cluster became Redis, until Envoy takes the new routes: then the bridge is asked for a cluster named
 * after an Ingress, which it does not have.
 */
const bridgeGuard: JsonObject = {
  name: 'higress.local.routed',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
    mutations: {
      request_mutations: [
        {
          append: {
            header: { key: CLUSTER_HEADER, value: '%ROUTE_NAME%' },
            append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
          },
        },
      ],
    },
  },
};

/** An upstream that Envoy itself talks to. */
export function httpCluster(upstream: Upstream, settings: Settings): JsonObject {
  const { cluster, discovery, protocol, tls } = upstream;
  return {
    ...base(cluster, upstream.addresses),
    ...(discovery === 'dns'
      ? {
          type: 'STRICT_DNS',
          dns_refresh_rate: `${settings.dnsRefreshSeconds}s`,
          respect_dns_ttl: true,
          dns_lookup_family: 'V4_ONLY',
        }
      : { type: 'STATIC' }),
    connect_timeout: '10s',
    lb_policy: 'LEAST_REQUEST',
    per_connection_buffer_limit_bytes: settings.upstreamBufferBytes,
    circuit_breakers: limits(10_000),
    ...(tls !== undefined && { transport_socket: tlsSocket(tls.sni) }),
    typed_extension_protocol_options: {
      [HTTP_OPTIONS]: {
        '@type': `type.googleapis.com/${HTTP_OPTIONS}`,
        common_http_protocol_options: { idle_timeout: `${settings.upstreamIdleSeconds}s` },
        explicit_http_config: HTTP2_PROTOCOLS.includes(protocol)
          ? { http2_protocol_options: {} }
          : { http_protocol_options: {} },
      },
    },
  };
}

/** A cluster that plugins call as Redis: the bridge stands behind it. HTTP/2 keeps calls in order on one connection. */
export function bridgeCluster({ cluster, addresses }: Upstream, bridge: Address | UnixSocket): JsonObject {
  return {
    // Without an endpoint of its own Envoy answers 10 at once, as on Higress.
    ...base(cluster, addresses.length === 0 ? [] : [bridge]),
    type: 'STATIC',
    connect_timeout: '1s',
    circuit_breakers: limits(BRIDGE_CALLS),
    typed_extension_protocol_options: {
      [HTTP_OPTIONS]: {
        '@type': `type.googleapis.com/${HTTP_OPTIONS}`,
        explicit_http_config: {
          http2_protocol_options: {
            max_concurrent_streams: BRIDGE_CALLS,
            initial_connection_window_size: 1 << 24,
          },
        },
        http_filters: [bridgeGuard, upstreamCodec],
      },
    },
  };
}

function base(name: string, addresses: (Address | UnixSocket)[]): JsonObject {
  const endpoints = addresses.map((address) => ({ endpoint: { address: envoyAddress(address) } }));
  return {
    '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
    name,
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: endpoints }] },
  };
}

function envoyAddress(address: Address | UnixSocket): JsonObject {
  return 'path' in address
    ? { pipe: { path: address.path } }
    : { socket_address: { address: address.host, port_value: address.port } };
}

function limits(count: number): JsonObject {
  const names = ['max_connections', 'max_pending_requests', 'max_requests', 'max_retries'];
  return { thresholds: [Object.fromEntries(names.map((name) => [name, count]))] };
}

/** As the control plane writes it for a registry: TLS 1.2 to 1.3, and the peer's certificate is not checked. */
function tlsSocket(sni: string): JsonObject {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      ...(sni !== '' && { sni }),
      common_tls_context: {
        tls_params: { tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_3' },
      },
    },
  };
}
