;; Where the plugin is: 0 not in a redis callback, 1 in one with a reply, 2 in one after a failure.
(global $phase (mut i32) (i32.const 0))

(func (export "proxy_on_http_call_response")
  (param $root i32) (param $token i32) (param $headers i32) (param $body_size i32) (param $trailers i32)
  (local $entry i64) (local $kind i32) (local $failed i32)
  (local.set $entry (call $take (local.get $token)))
  (local.set $kind (i32.and (i32.wrap_i64 (local.get $entry)) (i32.const 3)))
  (local.set $token (i32.wrap_i64 (i64.shr_u (local.get $entry) (i64.const 32))))
  (if (i32.eq (local.get $kind) (global.get $HTTP_KIND)) (then
    (call $guest_on_http_call_response
      (local.get $root) (local.get $token) (local.get $headers) (local.get $body_size) (local.get $trailers))
    (return)))
  (if (i32.ne (local.get $kind) (global.get $CALL_KIND)) (then (return)))
  ;; Reading :status would allocate in the guest. Only a reply of the bridge has this many headers, neither Envoy's
  ;; own 503 and 504 nor a reset do.
  (local.set $failed (i32.lt_u (local.get $headers) (i32.const 12)))
  (global.set $phase (i32.add (local.get $failed) (i32.const 1)))
  (call $guest_on_redis_call_response
    (local.get $root)
    (local.get $token)
    (local.get $failed)
    (select (i32.const 0) (local.get $body_size) (local.get $failed)))
  (global.set $phase (i32.const 0)))
