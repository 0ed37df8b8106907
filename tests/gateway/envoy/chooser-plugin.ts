import { assemble } from '../link/wat.ts';

/**
 * A plugin that asks for the hosts behind the route, tells the origin the first of them and their number in one digit
 * (`x-first-host`, `x-hosts`), and sends the request to the host in `x-host`.
 */
const TEXT = `
(module
  (import "env" "proxy_get_header_map_value" (func $header (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_add_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_upstream_hosts" (func $hosts (param i32 i32) (result i32)))
  (import "env" "proxy_set_upstream_override_host" (func $choose (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "x-first-hostx-hosts")
  (data (i32.const 40) "x-host")
  (global $top (mut i32) (i32.const 8192))
  (func (export "proxy_abi_version_0_2_100"))
  (func (export "malloc") (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (global.get $top))
    (global.set $top (i32.add (local.get $at) (i32.and (i32.add (local.get $size) (i32.const 15)) (i32.const -8))))
    (local.get $at))
  (func (export "proxy_on_request_headers") (param $id i32) (param i32 i32) (result i32)
    (local $pairs i32) (local $count i32)
    (global.set $top (i32.const 8192))
    (if (call $hosts (i32.const 0) (i32.const 4)) (then unreachable))
    (local.set $pairs (i32.load (i32.const 0)))
    (if (i32.load (i32.const 4)) (then
      (local.set $count (i32.load (local.get $pairs)))
      (drop (call $add (i32.const 0) (i32.const 16) (i32.const 12)
        (i32.add (local.get $pairs) (i32.add (i32.const 4) (i32.mul (local.get $count) (i32.const 8))))
        (i32.load offset=4 (local.get $pairs))))))
    (i32.store8 (i32.const 8) (i32.add (i32.const 48) (local.get $count)))
    (drop (call $add (i32.const 0) (i32.const 28) (i32.const 7) (i32.const 8) (i32.const 1)))
    (if (i32.eqz (call $header (i32.const 0) (i32.const 40) (i32.const 6) (i32.const 0) (i32.const 4)))
      (then (drop (call $choose (i32.load (i32.const 0)) (i32.load (i32.const 4))))))
    (i32.const 0)))
`;

export function chooserPlugin(): Uint8Array {
  return assemble(TEXT);
}
