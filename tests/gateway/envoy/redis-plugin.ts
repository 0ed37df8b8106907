import binaryen from 'binaryen';

const PING = String.raw`*1\0d\0a$4\0d\0aPING\0d\0a`;

/**
 * A plugin that waits for the reply to one PING before each request goes on, and gives the reply's size as `x-reply`, in
 * one digit; a failed call is 0. Its whole configuration is `{"c":"CLUSTER"}`. It serves one request at a time.
 */
const TEXT = `
(module
  (import "env" "proxy_get_buffer_bytes" (func $buffer (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_add_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_redis_init" (func $init (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_redis_call" (func $call (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_set_effective_context" (func $switch (param i32) (result i32)))
  (import "env" "proxy_continue_stream" (func $continue (param i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 16) "${PING}")
  (data (i32.const 40) "x-reply")
  (global $top (mut i32) (i32.const 8192))
  (global $size (mut i32) (i32.const 0))
  (global $stream (mut i32) (i32.const 0))
  (func (export "proxy_abi_version_0_2_100"))
  (func (export "malloc") (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (global.get $top))
    (global.set $top (i32.add (local.get $at) (i32.and (i32.add (local.get $size) (i32.const 15)) (i32.const -8))))
    (local.get $at))
  ;; The name of the cluster lies at 128, its size in $size.
  (func (export "proxy_on_configure") (param $id i32) (param $bytes i32) (result i32)
    (global.set $top (i32.const 8192))
    (drop (call $buffer (i32.const 7) (i32.const 6) (i32.sub (local.get $bytes) (i32.const 8))
      (i32.const 0) (i32.const 4)))
    (global.set $size (i32.load (i32.const 4)))
    (memory.copy (i32.const 128) (i32.load (i32.const 0)) (global.get $size))
    (i32.eqz (call $init (i32.const 128) (global.get $size)
      (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1000))))
  (func (export "proxy_on_request_headers") (param $id i32) (param i32 i32) (result i32)
    (global.set $top (i32.const 8192))
    (global.set $stream (local.get $id))
    (if (call $call (i32.const 128) (global.get $size) (i32.const 16) (i32.const 14) (i32.const 8))
      (then (return (i32.const 0))))
    (i32.const 4))
  (func (export "proxy_on_redis_call_response") (param i32 i32 i32) (param $bytes i32)
    (global.set $top (i32.const 8192))
    (i32.store8 (i32.const 12) (i32.add (i32.const 48) (local.get $bytes)))
    (drop (call $switch (global.get $stream)))
    (drop (call $add (i32.const 0) (i32.const 40) (i32.const 7) (i32.const 12) (i32.const 1)))
    (drop (call $continue (i32.const 0)))))
`;

export function redisPlugin(): Uint8Array {
  const module = binaryen.parseText(TEXT);
  module.setFeatures(binaryen.Features.BulkMemory | binaryen.Features.BulkMemoryOpt);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
