/** Numbers and signatures of the proxy-wasm ABI as the Higress gateway speaks it. */

export const Result = {
  Ok: 0,
  NotFound: 1,
  BadArgument: 2,
  SerializationFailure: 3,
  ParseFailure: 4,
  BadExpression: 5,
  InvalidMemoryAccess: 6,
  Empty: 7,
  CasMismatch: 8,
  ResultMismatch: 9,
  InternalFailure: 10,
  BrokenConnection: 11,
  Unimplemented: 12,
} as const;
export const resultNames = Object.keys(Result);

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'] as const;
export type LogLevel = (typeof logLevels)[number];

export const MapType = {
  RequestHeaders: 0,
  RequestTrailers: 1,
  ResponseHeaders: 2,
  ResponseTrailers: 3,
  CalloutHeaders: 6,
  CalloutTrailers: 7,
} as const;
export const mapTypeNames = [
  'request',
  'request-trailers',
  'response',
  'response-trailers',
  'grpc-initial',
  'grpc-trailing',
  'callout',
  'callout-trailers',
];

export const BufferType = {
  RequestBody: 0,
  ResponseBody: 1,
  CalloutBody: 4,
  VmConfiguration: 6,
  PluginConfiguration: 7,
  RedisReply: 9,
} as const;
export const bufferTypeNames = [
  'request-body',
  'response-body',
  'downstream',
  'upstream',
  'callout-body',
  'grpc',
  'vm-config',
  'plugin-config',
  'call-data',
  'redis-reply',
];

export const streamTypeNames = ['request', 'response', 'downstream', 'upstream'];
export const metricTypeNames = ['counter', 'gauge', 'histogram'] as const;

export type AbiVersion = '0_1_0' | '0_2_0' | '0_2_1' | '0_2_100';
export const abiVersions: readonly AbiVersion[] = ['0_1_0', '0_2_0', '0_2_1', '0_2_100'];

interface HostcallShape {
  /** Name used in recordings and allow-lists. */
  short: string;
  /** One letter a parameter: i = i32, I = i64. Every hostcall returns i32. */
  params: string;
  /** Versions that register it; absent = all. */
  abi?: readonly AbiVersion[];
  /** Absent on gateways older than 2.1.4. */
  recent?: true;
}

const since020: readonly AbiVersion[] = ['0_2_0', '0_2_1', '0_2_100'];
const since021: readonly AbiVersion[] = ['0_2_1', '0_2_100'];
const only010: readonly AbiVersion[] = ['0_1_0'];

/** Import module `env`. */
export const hostcallShapes = {
  proxy_log: { short: 'log', params: 'iii' },
  proxy_get_log_level: { short: 'get_log_level', params: 'i', abi: since021 },
  proxy_get_current_time_nanoseconds: { short: 'get_time', params: 'i' },
  proxy_set_tick_period_milliseconds: { short: 'set_tick', params: 'i' },
  proxy_get_status: { short: 'get_status', params: 'iii' },
  proxy_get_property: { short: 'get_property', params: 'iiii' },
  proxy_set_property: { short: 'set_property', params: 'iiii' },
  proxy_get_header_map_value: { short: 'get_header', params: 'iiiii' },
  proxy_add_header_map_value: { short: 'add_header', params: 'iiiii' },
  proxy_replace_header_map_value: { short: 'replace_header', params: 'iiiii' },
  proxy_remove_header_map_value: { short: 'remove_header', params: 'iii' },
  proxy_get_header_map_pairs: { short: 'get_header_pairs', params: 'iii' },
  proxy_set_header_map_pairs: { short: 'set_header_pairs', params: 'iii' },
  proxy_get_header_map_size: { short: 'get_header_size', params: 'ii' },
  proxy_get_buffer_bytes: { short: 'get_buffer', params: 'iiiii' },
  proxy_get_buffer_status: { short: 'get_buffer_status', params: 'iii' },
  proxy_set_buffer_bytes: { short: 'set_buffer', params: 'iiiii' },
  proxy_send_local_response: { short: 'send_local_response', params: 'iiiiiiii' },
  proxy_continue_stream: { short: 'continue_stream', params: 'i', abi: since020 },
  proxy_close_stream: { short: 'close_stream', params: 'i', abi: since020 },
  proxy_inject_encoded_data_to_filter_chain: { short: 'inject_encoded_data', params: 'iii', recent: true },
  proxy_get_shared_data: { short: 'get_shared_data', params: 'iiiii' },
  proxy_set_shared_data: { short: 'set_shared_data', params: 'iiiii' },
  proxy_register_shared_queue: { short: 'register_queue', params: 'iii' },
  proxy_resolve_shared_queue: { short: 'resolve_queue', params: 'iiiii' },
  proxy_enqueue_shared_queue: { short: 'enqueue', params: 'iii' },
  proxy_dequeue_shared_queue: { short: 'dequeue', params: 'iii' },
  proxy_http_call: { short: 'http_call', params: 'iiiiiiiiii' },
  proxy_redis_init: { short: 'redis_init', params: 'iiiiiii' },
  proxy_redis_call: { short: 'redis_call', params: 'iiiii' },
  proxy_grpc_call: { short: 'grpc_call', params: 'iiiiiiiiiiii' },
  proxy_grpc_stream: { short: 'grpc_stream', params: 'iiiiiiiii' },
  proxy_grpc_close: { short: 'grpc_close', params: 'i' },
  proxy_grpc_cancel: { short: 'grpc_cancel', params: 'i' },
  proxy_grpc_send: { short: 'grpc_send', params: 'iiii' },
  proxy_define_metric: { short: 'define_metric', params: 'iiii' },
  proxy_increment_metric: { short: 'increment_metric', params: 'iI' },
  proxy_record_metric: { short: 'record_metric', params: 'iI' },
  proxy_get_metric: { short: 'get_metric', params: 'ii' },
  proxy_set_effective_context: { short: 'set_effective_context', params: 'i' },
  proxy_done: { short: 'done', params: '' },
  proxy_call_foreign_function: { short: 'call_foreign_function', params: 'iiiiii' },
  proxy_get_upstream_hosts: { short: 'get_upstream_hosts', params: 'ii', recent: true },
  proxy_set_upstream_override_host: { short: 'set_upstream_override_host', params: 'ii', recent: true },
  proxy_get_configuration: { short: 'get_configuration', params: 'ii', abi: only010 },
  proxy_continue_request: { short: 'continue_request', params: '', abi: only010 },
  proxy_continue_response: { short: 'continue_response', params: '', abi: only010 },
  proxy_clear_route_cache: { short: 'clear_route_cache', params: '', abi: only010 },
} satisfies Record<string, HostcallShape>;

export type HostcallImport = keyof typeof hostcallShapes;
export type HostcallName = (typeof hostcallShapes)[HostcallImport]['short'];

export function shapeOf(name: string): HostcallShape | undefined {
  return Object.hasOwn(hostcallShapes, name) ? hostcallShapes[name as HostcallImport] : undefined;
}

/** Exports the gateway calls: `params:results`; a wrong signature fails the load, a missing one is skipped. */
export const callbackSignatures: Record<string, string> = {
  _initialize: ':',
  _start: ':',
  main: 'ii:i',
  malloc: 'i:i',
  proxy_on_memory_allocate: 'i:i',
  proxy_on_context_create: 'ii:',
  proxy_on_vm_start: 'ii:i',
  proxy_on_configure: 'ii:i',
  proxy_validate_configuration: 'ii:i',
  proxy_on_tick: 'i:',
  proxy_on_request_headers: 'iii:i',
  proxy_on_request_body: 'iii:i',
  proxy_on_request_trailers: 'ii:i',
  proxy_on_request_metadata: 'ii:i',
  proxy_on_response_headers: 'iii:i',
  proxy_on_response_body: 'iii:i',
  proxy_on_response_trailers: 'ii:i',
  proxy_on_response_metadata: 'ii:i',
  proxy_on_http_call_response: 'iiiii:',
  proxy_on_redis_call_response: 'iiii:',
  proxy_on_queue_ready: 'ii:',
  proxy_on_foreign_function: 'iii:',
  proxy_on_done: 'i:i',
  proxy_on_log: 'i:',
  proxy_on_delete: 'i:',
};

/** ABI 0.1.0 told the headers callbacks nothing about the end of the stream. */
export const callbackSignatures010: Record<string, string> = {
  proxy_on_request_headers: 'ii:i',
  proxy_on_response_headers: 'ii:i',
};
