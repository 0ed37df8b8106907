import { assemble } from '../link/wat.ts';

/** A plugin that holds each request and response until it has the whole body, with a limit of its own if `limit` says one. */
export function bufferingPlugin(limit = ''): Uint8Array {
  const name = 'set_decoder_buffer_limit';
  const raise = `(drop (call $set (i32.const 16) (i32.const ${name.length}) (i32.const 64) (i32.const ${limit.length})))`;
  return assemble(`(module
    (import "env" "proxy_set_property" (func $set (param i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_remove_header_map_value" (func $remove (param i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    ${limit === '' ? '' : `(data (i32.const 16) "${name}") (data (i32.const 64) "${limit}")`}
    (func (export "proxy_abi_version_0_2_100"))
    (func (export "malloc") (param i32) (result i32) (i32.const 1024))
    (func $hold (param $end i32) (result i32) (i32.eqz (local.get $end)))
    (func (export "proxy_on_request_headers") (param i32 i32) (param $end i32) (result i32)
      ${limit === '' ? '' : raise} (call $hold (local.get $end)))
    (func (export "proxy_on_request_body") (param i32 i32) (param $end i32) (result i32)
      (call $hold (local.get $end)))
    (func (export "proxy_on_response_headers") (param i32 i32) (param $end i32) (result i32)
      (call $hold (local.get $end)))
    (func (export "proxy_on_response_body") (param i32 i32) (param $end i32) (result i32)
      (call $hold (local.get $end))))`);
}
