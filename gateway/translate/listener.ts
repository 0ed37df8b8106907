import type { JsonObject } from '../resources/kinds.ts';
import { corsFilter } from './cors.ts';
import { gzipFilter } from './gzip.ts';
import { CLOSED_TYPE, OPEN_TYPE, WASM_TYPE } from './plugin-filter.ts';
import { ROUTE_CONFIGURATION } from './route-configuration.ts';
import type { Settings } from './settings.ts';
import type { Address } from './upstream.ts';

/** One place in the filter chain. Its filter is discovered by name, so that a change of one plugin touches no other. */
export interface Slot {
  name: string;
  /** Requests pass while nothing was accepted for the slot yet; otherwise they get 500. */
  isOpenWhileEmpty: boolean;
}

export interface Sources {
  /** Where Envoy finds the routes. */
  routes: string;
  /** Where it finds the filter of a slot. */
  filter(name: string): string;
}

export const LISTENER = 'http';

export function httpListener(
  address: Address,
  slots: Slot[],
  settings: Settings,
  sources: Sources,
  lastFilters: JsonObject[] = [],
): JsonObject {
  return {
    '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
    name: LISTENER,
    address: { socket_address: { address: address.host, port_value: address.port } },
    traffic_direction: 'OUTBOUND',
    per_connection_buffer_limit_bytes: settings.downstreamBufferBytes,
    filter_chains: [{ filters: [connectionManager(slots, settings, sources, lastFilters)] }],
  };
}

function connectionManager(
  slots: Slot[],
  settings: Settings,
  sources: Sources,
  lastFilters: JsonObject[],
): JsonObject {
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type':
        'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
      stat_prefix: LISTENER,
      rds: { route_config_name: ROUTE_CONFIGURATION, config_source: fileSource(sources.routes) },
      http_filters: [
        ...(settings.gzip === undefined ? [] : [gzipFilter(settings.gzip)]),
        corsFilter,
        ...slots.map((slot) => discoveredFilter(slot, sources)),
        ...lastFilters,
        {
          name: 'envoy.filters.http.router',
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router',
            suppress_envoy_headers: settings.hidesEnvoyHeaders,
          },
        },
      ],
      // The peer's address is the client's, whatever x-forwarded-for says.
      use_remote_address: true,
      normalize_path: true,
      max_request_headers_kb: settings.requestHeadersKb,
      stream_idle_timeout: `${settings.downstreamIdleSeconds}s`,
      http2_protocol_options: {
        max_concurrent_streams: settings.concurrentStreams,
        initial_stream_window_size: settings.streamWindowBytes,
        initial_connection_window_size: settings.connectionWindowBytes,
      },
      common_http_protocol_options: { idle_timeout: `${settings.downstreamIdleSeconds}s` },
      // Interim answers and methods the parser does not know pass, as they do on a Higress gateway of some version.
      proxy_100_continue: true,
      http_protocol_options: { allow_custom_methods: true },
      upgrade_configs: [{ upgrade_type: 'websocket' }],
    },
  };
}

function discoveredFilter({ name, isOpenWhileEmpty }: Slot, sources: Sources): JsonObject {
  return {
    name,
    config_discovery: {
      config_source: fileSource(sources.filter(name)),
      type_urls: [WASM_TYPE, OPEN_TYPE, CLOSED_TYPE],
      ...(isOpenWhileEmpty && { default_config: { '@type': OPEN_TYPE } }),
    },
  };
}

/** Configuration from a file; Envoy waits for it without limit and sees when another file is moved over it. */
export function fileSource(path: string): JsonObject {
  return { path_config_source: { path }, resource_api_version: 'V3', initial_fetch_timeout: '0s' };
}
