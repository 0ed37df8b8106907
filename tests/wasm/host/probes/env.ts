/* eslint-disable @typescript-eslint/ban-ts-comment -- AssemblyScript: its number types are not TypeScript's */
// @ts-nocheck

// An undecorated import takes its module name from the file: `env`.
export declare function proxy_log(level: i32, text: usize, length: i32): i32;
export declare function proxy_get_log_level(levelOut: usize): i32;
export declare function proxy_get_current_time_nanoseconds(timeOut: usize): i32;
export declare function proxy_set_tick_period_milliseconds(periodMs: i32): i32;
export declare function proxy_get_status(codeOut: usize, addressOut: usize, lengthOut: usize): i32;
export declare function proxy_get_property(
  path: usize,
  pathLength: i32,
  addressOut: usize,
  lengthOut: usize,
): i32;
export declare function proxy_set_property(path: usize, pathLength: i32, value: usize, length: i32): i32;
export declare function proxy_get_header_map_value(
  type: i32,
  name: usize,
  nameLength: i32,
  addressOut: usize,
  lengthOut: usize,
): i32;
export declare function proxy_add_header_map_value(
  type: i32,
  name: usize,
  nameLength: i32,
  value: usize,
  length: i32,
): i32;
export declare function proxy_replace_header_map_value(
  type: i32,
  name: usize,
  nameLength: i32,
  value: usize,
  length: i32,
): i32;
export declare function proxy_remove_header_map_value(type: i32, name: usize, nameLength: i32): i32;
export declare function proxy_get_header_map_pairs(type: i32, addressOut: usize, lengthOut: usize): i32;
export declare function proxy_set_header_map_pairs(type: i32, pairs: usize, length: i32): i32;
export declare function proxy_get_header_map_size(type: i32, sizeOut: usize): i32;
export declare function proxy_get_buffer_bytes(
  type: i32,
  start: i32,
  maximum: i32,
  addressOut: usize,
  lengthOut: usize,
): i32;
export declare function proxy_get_buffer_status(type: i32, lengthOut: usize, flagsOut: usize): i32;
export declare function proxy_set_buffer_bytes(
  type: i32,
  start: i32,
  length: i32,
  data: usize,
  size: i32,
): i32;
export declare function proxy_send_local_response(
  status: i32,
  details: usize,
  detailsLength: i32,
  body: usize,
  bodyLength: i32,
  headers: usize,
  headersLength: i32,
  grpcStatus: i32,
): i32;
export declare function proxy_continue_stream(type: i32): i32;
export declare function proxy_close_stream(type: i32): i32;
export declare function proxy_get_shared_data(
  key: usize,
  keyLength: i32,
  addressOut: usize,
  lengthOut: usize,
  casOut: usize,
): i32;
export declare function proxy_set_shared_data(
  key: usize,
  keyLength: i32,
  value: usize,
  length: i32,
  cas: i32,
): i32;
export declare function proxy_register_shared_queue(name: usize, length: i32, tokenOut: usize): i32;
export declare function proxy_enqueue_shared_queue(token: i32, item: usize, length: i32): i32;
export declare function proxy_dequeue_shared_queue(token: i32, addressOut: usize, lengthOut: usize): i32;
export declare function proxy_define_metric(type: i32, name: usize, length: i32, idOut: usize): i32;
export declare function proxy_increment_metric(id: i32, offset: i64): i32;
export declare function proxy_record_metric(id: i32, value: i64): i32;
export declare function proxy_get_metric(id: i32, valueOut: usize): i32;
export declare function proxy_http_call(
  cluster: usize,
  clusterLength: i32,
  headers: usize,
  headersLength: i32,
  body: usize,
  bodyLength: i32,
  trailers: usize,
  trailersLength: i32,
  timeoutMs: i32,
  tokenOut: usize,
): i32;
export declare function proxy_redis_init(
  cluster: usize,
  clusterLength: i32,
  user: usize,
  userLength: i32,
  password: usize,
  passwordLength: i32,
  timeoutMs: i32,
): i32;
export declare function proxy_redis_call(
  cluster: usize,
  clusterLength: i32,
  query: usize,
  queryLength: i32,
  tokenOut: usize,
): i32;
export declare function proxy_set_effective_context(id: i32): i32;
export declare function proxy_done(): i32;
export declare function proxy_call_foreign_function(
  name: usize,
  nameLength: i32,
  args: usize,
  argsLength: i32,
  addressOut: usize,
  lengthOut: usize,
): i32;
/** Only injecting-probe.ts calls it, so only that module imports it. */
export declare function proxy_inject_encoded_data_to_filter_chain(data: usize, size: i32, end: i32): i32;
