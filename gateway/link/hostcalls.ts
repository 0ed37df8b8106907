import { signature, type Signature } from './signature.ts';

export type AbiVersion = '0.1.0' | '0.2.0' | '0.2.1' | '0.2.100';

/** A function of `env` that a Higress gateway offers to a module. */
export interface Hostcall {
  readonly signature: Signature;
  /** Versions whose modules may import it. */
  readonly abis: readonly AbiVersion[];
  /** Upstream Envoy has it too, under the version the linked module runs as. */
  readonly isUpstream: boolean;
}

const ALL: readonly AbiVersion[] = ['0.1.0', '0.2.0', '0.2.1', '0.2.100'];

const everywhere = (
  params: Parameters<typeof signature>[0],
  results?: Parameters<typeof signature>[1],
): Hostcall => ({
  signature: signature(params, results),
  abis: ALL,
  isUpstream: true,
});
const since = (abi: AbiVersion, params: number): Hostcall => ({
  ...everywhere(params),
  abis: ALL.slice(ALL.indexOf(abi)),
});
const onlyOld = (params: number): Hostcall => ({ ...everywhere(params), abis: ['0.1.0'] });
const higressOnly = (params: number): Hostcall => ({ ...everywhere(params), isUpstream: false });

export const HOSTCALLS: ReadonlyMap<string, Hostcall> = new Map([
  ['proxy_log', everywhere(3)],
  ['proxy_get_log_level', since('0.2.1', 1)],
  ['proxy_get_status', everywhere(3)],
  ['proxy_get_current_time_nanoseconds', everywhere(1)],
  ['proxy_set_tick_period_milliseconds', everywhere(1)],

  ['proxy_get_property', everywhere(4)],
  ['proxy_set_property', everywhere(4)],

  ['proxy_get_header_map_value', everywhere(5)],
  ['proxy_add_header_map_value', everywhere(5)],
  ['proxy_replace_header_map_value', everywhere(5)],
  ['proxy_remove_header_map_value', everywhere(3)],
  ['proxy_get_header_map_pairs', everywhere(3)],
  ['proxy_set_header_map_pairs', everywhere(3)],
  ['proxy_get_header_map_size', everywhere(2)],

  ['proxy_get_buffer_bytes', everywhere(5)],
  ['proxy_get_buffer_status', everywhere(3)],
  ['proxy_set_buffer_bytes', everywhere(5)],

  ['proxy_send_local_response', everywhere(8)],
  ['proxy_continue_stream', since('0.2.0', 1)],
  ['proxy_close_stream', since('0.2.0', 1)],
  ['proxy_continue_request', onlyOld(0)],
  ['proxy_continue_response', onlyOld(0)],
  ['proxy_clear_route_cache', onlyOld(0)],
  ['proxy_get_configuration', onlyOld(2)],
  ['proxy_inject_encoded_data_to_filter_chain', higressOnly(3)],

  ['proxy_get_shared_data', everywhere(5)],
  ['proxy_set_shared_data', everywhere(5)],
  ['proxy_register_shared_queue', everywhere(3)],
  ['proxy_resolve_shared_queue', everywhere(5)],
  ['proxy_enqueue_shared_queue', everywhere(3)],
  ['proxy_dequeue_shared_queue', everywhere(3)],

  ['proxy_http_call', everywhere(10)],
  ['proxy_redis_init', higressOnly(7)],
  ['proxy_redis_call', higressOnly(5)],
  ['proxy_grpc_call', everywhere(12)],
  ['proxy_grpc_stream', everywhere(9)],
  ['proxy_grpc_send', everywhere(4)],
  ['proxy_grpc_cancel', everywhere(1)],
  ['proxy_grpc_close', everywhere(1)],

  ['proxy_define_metric', everywhere(4)],
  ['proxy_increment_metric', everywhere(['i32', 'i64'])],
  ['proxy_record_metric', everywhere(['i32', 'i64'])],
  ['proxy_get_metric', everywhere(2)],

  ['proxy_get_upstream_hosts', higressOnly(2)],
  ['proxy_set_upstream_override_host', higressOnly(2)],

  ['proxy_set_effective_context', everywhere(1)],
  ['proxy_done', everywhere(0)],
  ['proxy_call_foreign_function', everywhere(6)],

  ['envoy_resolve_dns', everywhere(3)],
  ['pthread_equal', everywhere(2)],
  ['emscripten_notify_memory_growth', everywhere(1, [])],
]);
