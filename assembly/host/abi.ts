// Hostcalls of the proxy-wasm ABI 0.2.100 as the gateway registers them. An import the host lacks, or one whose
// parameters differ, makes the module fail to load; only referenced declarations become imports.

@external("env", "proxy_log")
export declare function proxy_log(level: u32, text: usize, size: i32): u32;


@external("env", "proxy_get_log_level")
export declare function proxy_get_log_level(level: usize): u32;


@external("env", "proxy_get_current_time_nanoseconds")
export declare function proxy_get_current_time_nanoseconds(time: usize): u32;


@external("env", "proxy_set_tick_period_milliseconds")
export declare function proxy_set_tick_period_milliseconds(period: u32): u32;


@external("env", "proxy_get_property")
export declare function proxy_get_property(path: usize, pathSize: i32, value: usize, valueSize: usize): u32;


@external("env", "proxy_set_property")
export declare function proxy_set_property(path: usize, pathSize: i32, value: usize, valueSize: i32): u32;


@external("env", "proxy_get_header_map_value")
export declare function proxy_get_header_map_value(
  map: u32,
  name: usize,
  nameSize: i32,
  value: usize,
  valueSize: usize,
): u32;


@external("env", "proxy_get_header_map_pairs")
export declare function proxy_get_header_map_pairs(map: u32, pairs: usize, pairsSize: usize): u32;


@external("env", "proxy_add_header_map_value")
export declare function proxy_add_header_map_value(
  map: u32,
  name: usize,
  nameSize: i32,
  value: usize,
  valueSize: i32,
): u32;


@external("env", "proxy_replace_header_map_value")
export declare function proxy_replace_header_map_value(
  map: u32,
  name: usize,
  nameSize: i32,
  value: usize,
  valueSize: i32,
): u32;


@external("env", "proxy_remove_header_map_value")
export declare function proxy_remove_header_map_value(map: u32, name: usize, nameSize: i32): u32;


@external("env", "proxy_get_buffer_bytes")
export declare function proxy_get_buffer_bytes(
  buffer: u32,
  start: u32,
  limit: u32,
  value: usize,
  valueSize: usize,
): u32;


@external("env", "proxy_set_buffer_bytes")
export declare function proxy_set_buffer_bytes(
  buffer: u32,
  start: u32,
  length: u32,
  value: usize,
  valueSize: i32,
): u32;


@external("env", "proxy_send_local_response")
export declare function proxy_send_local_response(
  status: u32,
  details: usize,
  detailsSize: i32,
  body: usize,
  bodySize: i32,
  headers: usize,
  headersSize: i32,
  grpcStatus: i32,
): u32;


@external("env", "proxy_continue_stream")
export declare function proxy_continue_stream(stream: u32): u32;


@external("env", "proxy_set_effective_context")
export declare function proxy_set_effective_context(context: u32): u32;


@external("env", "proxy_get_shared_data")
export declare function proxy_get_shared_data(
  key: usize,
  keySize: i32,
  value: usize,
  valueSize: usize,
  cas: usize,
): u32;


@external("env", "proxy_set_shared_data")
export declare function proxy_set_shared_data(
  key: usize,
  keySize: i32,
  value: usize,
  valueSize: i32,
  cas: u32,
): u32;


@external("env", "proxy_define_metric")
export declare function proxy_define_metric(type: u32, name: usize, nameSize: i32, id: usize): u32;


@external("env", "proxy_increment_metric")
export declare function proxy_increment_metric(id: u32, offset: i64): u32;


@external("env", "proxy_record_metric")
export declare function proxy_record_metric(id: u32, value: i64): u32;


@external("env", "proxy_get_metric")
export declare function proxy_get_metric(id: u32, value: usize): u32;


@external("env", "proxy_http_call")
export declare function proxy_http_call(
  cluster: usize,
  clusterSize: i32,
  headers: usize,
  headersSize: i32,
  body: usize,
  bodySize: i32,
  trailers: usize,
  trailersSize: i32,
  timeoutMs: u32,
  token: usize,
): u32;


@external("env", "proxy_redis_init")
export declare function proxy_redis_init(
  cluster: usize,
  clusterSize: i32,
  username: usize,
  usernameSize: i32,
  password: usize,
  passwordSize: i32,
  timeoutMs: u32,
): u32;


@external("env", "proxy_redis_call")
export declare function proxy_redis_call(
  cluster: usize,
  clusterSize: i32,
  command: usize,
  commandSize: i32,
  token: usize,
): u32;


@external("env", "proxy_get_upstream_hosts")
export declare function proxy_get_upstream_hosts(hosts: usize, hostsSize: usize): u32;


@external("env", "proxy_set_upstream_override_host")
export declare function proxy_set_upstream_override_host(address: usize, addressSize: i32): u32;
