import binaryen from 'binaryen';

/**
 * A plugin in the text form of WebAssembly: every response gets its configuration as `x-config` and its route's name as
 * `x-route`. A configuration that begins with `{"bad` is refused with a critical message, and a request for `/trap` traps.
 */
const TEXT = `
(module
  (import "env" "proxy_get_buffer_bytes" (func $buffer (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_header_map_value" (func $header (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_add_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_property" (func $property (param i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 16) "x-configx-routeroute_name:path/trap")
  (data (i32.const 64) "no good: ")
  (global $top (mut i32) (i32.const 8192))
  (func (export "proxy_abi_version_0_2_100"))
  (func (export "malloc") (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (global.get $top))
    (global.set $top (i32.add (local.get $at) (i32.and (i32.add (local.get $size) (i32.const 15)) (i32.const -8))))
    (local.get $at))
  ;; Plugins share this VM: from 16384 the root of each stream, from 65536 the size and text of each root's configuration.
  (func $root (param $id i32) (result i32)
    (i32.add (i32.const 16384) (i32.mul (i32.and (local.get $id) (i32.const 1023)) (i32.const 4))))
  (func $configuration (param $root i32) (result i32)
    (i32.add (i32.const 65536) (i32.mul (i32.and (local.get $root) (i32.const 1023)) (i32.const 64))))
  (func (export "proxy_on_context_create") (param $id i32) (param $parent i32)
    (i32.store (call $root (local.get $id)) (local.get $parent)))
  (func (export "proxy_on_configure") (param $id i32) (param $bytes i32) (result i32)
    (local $to i32)
    (global.set $top (i32.const 8192))
    (local.set $to (call $configuration (local.get $id)))
    (i32.store (local.get $to) (i32.const 0))
    (if (i32.eqz (local.get $bytes)) (then (return (i32.const 1))))
    (if (call $buffer (i32.const 7) (i32.const 0) (local.get $bytes) (i32.const 0) (i32.const 4))
      (then (return (i32.const 0))))
    (i32.store (local.get $to) (i32.load (i32.const 4)))
    (memory.copy (i32.add (local.get $to) (i32.const 4)) (i32.load (i32.const 0)) (i32.load (i32.const 4)))
    (memory.copy (i32.const 73) (i32.load (i32.const 0)) (i32.const 7))
    (if (i32.eq (i32.load (i32.const 74)) (i32.const 0x64616222)) (then
      (drop (call $log (i32.const 5) (i32.const 64) (i32.const 16)))
      (return (i32.const 0))))
    (i32.const 1))
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (global.set $top (i32.const 8192))
    (drop (call $header (i32.const 0) (i32.const 41) (i32.const 5) (i32.const 0) (i32.const 4)))
    (if (i32.eq (i32.load (i32.const 4)) (i32.const 5)) (then
      (if (i32.eq (i32.load (i32.load (i32.const 0))) (i32.load (i32.const 46))) (then unreachable))))
    (i32.const 0))
  (func (export "proxy_on_response_headers") (param $id i32) (param i32 i32) (result i32)
    (local $from i32)
    (global.set $top (i32.const 8192))
    (local.set $from (call $configuration (i32.load (call $root (local.get $id)))))
    (drop (call $add (i32.const 2) (i32.const 16) (i32.const 8)
      (i32.add (local.get $from) (i32.const 4)) (i32.load (local.get $from))))
    (if (i32.eqz (call $property (i32.const 31) (i32.const 10) (i32.const 0) (i32.const 4))) (then
      (drop (call $add (i32.const 2) (i32.const 24) (i32.const 7)
        (i32.load (i32.const 0)) (i32.load (i32.const 4))))))
    (i32.const 0)))
`;

export function echoPlugin(): Uint8Array {
  const module = binaryen.parseText(TEXT);
  module.setFeatures(binaryen.Features.BulkMemory | binaryen.Features.BulkMemoryOpt);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
