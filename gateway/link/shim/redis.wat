;; A redis call is an http call to the Envoy cluster of the same name, whose only endpoint is the bridge; what the
;; bridge expects stands in gateway/redis/protocol.ts. Envoy answers 2 for a cluster it does not know, as Higress does.

;; The pairs as the host reads them: count; name and value sizes; then each name and value with a NUL behind.
;;   4 count, 8 each: (:method 4) (:path 5) (:authority 5) (x-cluster N)      N at 32
;;   36 :method 49 :path, its last four letters at 56; 61 :authority 78 x-cluster, its value at 88
(text $PAIRS
  "\04\00\00\00"
  "\07\00\00\00\04\00\00\00" "\05\00\00\00\05\00\00\00" "\0a\00\00\00\05\00\00\00" "\09\00\00\00\00\00\00\00"
  ":method\00POST\00" ":path\00/....\00" ":authority\00redis\00" "x-cluster\00")

(global $CALL i32 (i32.const 0x6c6c6163)) ;; "call"
(global $INIT i32 (i32.const 0x74696e69)) ;; "init"
(global $CALL_KIND i32 (i32.const 1))
(global $INIT_KIND i32 (i32.const 2))
(global $HTTP_KIND i32 (i32.const 3))
;; Only for a frozen bridge: it keeps the op timeout itself.
(global $TIMEOUT_MS i32 (i32.const 600000))

;; Where the name of a cluster ends: before its parameters.
(func $name_size (param $at i32) (param $size i32) (result i32)
  (local $n i32)
  (loop $each
    (if (i32.ge_u (local.get $n) (local.get $size)) (then (return (local.get $n))))
    (if (i32.eq (i32.load8_u $guest (i32.add (local.get $at) (local.get $n))) (i32.const 63)) ;; ?
      (then (return (local.get $n))))
    (local.set $n (i32.add (local.get $n) (i32.const 1)))
    (br $each))
  (unreachable))

;; With the name of the cluster and its NUL.
(func $pairs_size (param $name_size i32) (result i32)
  (i32.add (i32.add (global.get $PAIRS_SIZE) (local.get $name_size)) (i32.const 1)))

;; Writes the pairs into the block; answers their size.
(func $compose_pairs (param $path i32) (param $name i32) (param $name_size i32) (result i32)
  (local $at i32)
  (memory.copy $own $own (global.get $BLOCK) (global.get $PAIRS) (global.get $PAIRS_SIZE))
  (i32.store $own offset=32 (global.get $BLOCK) (local.get $name_size))
  (i32.store $own offset=56 (global.get $BLOCK) (local.get $path))
  (local.set $at (i32.add (global.get $BLOCK) (global.get $PAIRS_SIZE)))
  (memory.copy $own $guest (local.get $at) (local.get $name) (local.get $name_size))
  (i32.store8 $own (i32.add (local.get $at) (local.get $name_size)) (i32.const 0))
  (call $pairs_size (local.get $name_size)))

;; The block holds the pairs, perhaps $extra bytes of body behind them, and gets the cell for the token last. Without
;; $extra the body is the guest's own range. Answers the WasmResult.
;; $number is the token the plugin will know.
(func $post (param $kind i32) (param $number i32) (param $name_size i32) (param $extra i32) (param $body i32) (param $body_size i32)
  (result i32)
  (local $pairs i32) (local $cell i32) (local $size i32) (local $at i32) (local $result i32) (local $token i32)
  (local.set $pairs (call $pairs_size (local.get $name_size)))
  (local.set $cell (i32.add (local.get $pairs) (local.get $extra)))
  (local.set $size (i32.add (local.get $cell) (i32.const 4)))
  ;; Lend at address 0, or behind the body when that lies in the way.
  (if (i32.lt_u (local.get $body) (local.get $size))
    (then (local.set $at (i32.add (local.get $body) (local.get $body_size)))))
  (if (call $is_outside (local.get $at) (local.get $size)) (then (return (i32.const 10))))
  (if (i32.eqz (call $has_room)) (then (return (i32.const 10))))
  (call $lend (local.get $at) (local.get $size))
  (if (local.get $extra) (then
    (local.set $body (i32.add (local.get $at) (local.get $pairs)))
    (local.set $body_size (local.get $extra))))
  (local.set $result (call $http_call
    (i32.add (local.get $at) (global.get $PAIRS_SIZE)) (local.get $name_size)
    (local.get $at) (local.get $pairs)
    (local.get $body) (local.get $body_size)
    (i32.const 0) (i32.const 0)
    (global.get $TIMEOUT_MS)
    (i32.add (local.get $at) (local.get $cell))))
  (local.set $token (i32.load $guest (i32.add (local.get $at) (local.get $cell))))
  (call $restore)
  (if (i32.eqz (local.get $result))
    (then (call $remember (local.get $token) (local.get $kind) (local.get $number))))
  (local.get $result))

(func (export "proxy_redis_call")
  (param $cluster i32) (param $cluster_size i32) (param $query i32) (param $query_size i32) (param $out i32) (result i32)
  (local $result i32) (local $name_size i32) (local $number i32)
  (if (i32.or
        (call $is_outside (local.get $out) (i32.const 4))
        (i32.or
          (call $is_outside (local.get $cluster) (local.get $cluster_size))
          (call $is_outside (local.get $query) (local.get $query_size))))
    (then (return (i32.const 6))))
  (local.set $result (i32.const 2))
  (local.set $number (i32.add (global.get $last_redis) (i32.const 4)))
  (local.set $name_size (call $name_size (local.get $cluster) (local.get $cluster_size)))
  ;; No cluster has a name that does not fit the block.
  (if (i32.lt_u (local.get $name_size) (i32.const 0xff00)) (then
    (drop (call $compose_pairs (global.get $CALL) (local.get $cluster) (local.get $name_size)))
    (local.set $result (call $post
      (global.get $CALL_KIND) (local.get $number) (local.get $name_size) (i32.const 0) (local.get $query) (local.get $query_size)))))
  (if (i32.eqz (local.get $result)) (then (global.set $last_redis (local.get $number))))
  (i32.store $guest (local.get $out) (select (i32.const 0) (local.get $number) (local.get $result)))
  (local.get $result))

(func (export "proxy_redis_init")
  (param $cluster i32) (param $cluster_size i32) (param $user i32) (param $user_size i32)
  (param $password i32) (param $password_size i32) (param $timeout_ms i32) (result i32)
  (local $body i32) (local $at i32) (local $name_size i32) (local $result i32)
  (if (i32.or
        (call $is_outside (local.get $cluster) (local.get $cluster_size))
        (i32.or
          (call $is_outside (local.get $user) (local.get $user_size))
          (call $is_outside (local.get $password) (local.get $password_size))))
    (then (return (i32.const 6))))
  (if (i64.gt_u
        (i64.add
          (i64.extend_i32_u (local.get $cluster_size))
          (i64.add (i64.extend_i32_u (local.get $user_size)) (i64.extend_i32_u (local.get $password_size))))
        (i64.const 0xff00))
    (then (return (i32.const 2))))
  (local.set $name_size (call $name_size (local.get $cluster) (local.get $cluster_size)))
  (local.set $body (i32.add
    (global.get $BLOCK)
    (call $compose_pairs (global.get $INIT) (local.get $cluster) (local.get $name_size))))
  (i32.store $own (local.get $body) (local.get $timeout_ms))
  (i32.store $own offset=4 (local.get $body) (local.get $user_size))
  (i32.store $own offset=8 (local.get $body) (local.get $password_size))
  (local.set $at (i32.add (local.get $body) (i32.const 12)))
  (memory.copy $own $guest (local.get $at) (local.get $user) (local.get $user_size))
  (local.set $at (i32.add (local.get $at) (local.get $user_size)))
  (memory.copy $own $guest (local.get $at) (local.get $password) (local.get $password_size))
  (local.set $at (i32.add (local.get $at) (local.get $password_size)))
  (memory.copy $own $guest
    (local.get $at)
    (i32.add (local.get $cluster) (local.get $name_size))
    (i32.sub (local.get $cluster_size) (local.get $name_size)))
  (local.set $at (i32.add (local.get $at) (i32.sub (local.get $cluster_size) (local.get $name_size))))
  (local.set $result (call $post
    (global.get $INIT_KIND) (i32.const 0) (local.get $name_size) (i32.sub (local.get $at) (local.get $body))
    (i32.const 0) (i32.const 0)))
  ;; No connection is opened here on Higress: a cluster without a healthy host (10) is no error yet.
  (select (i32.const 0) (local.get $result) (i32.eq (local.get $result) (i32.const 10))))

;; Redis calls take tokens of Envoy's, so those of the plugin's own http calls are counted here too.
(func (export "proxy_http_call")
  (param $cluster i32) (param $cluster_size i32) (param $headers i32) (param $headers_size i32)
  (param $body i32) (param $body_size i32) (param $trailers i32) (param $trailers_size i32)
  (param $timeout_ms i32) (param $out i32) (result i32)
  (local $result i32)
  (if (i32.eqz (call $has_room)) (then (return (i32.const 10))))
  (local.set $result (call $http_call
    (local.get $cluster) (local.get $cluster_size) (local.get $headers) (local.get $headers_size)
    (local.get $body) (local.get $body_size) (local.get $trailers) (local.get $trailers_size)
    (local.get $timeout_ms) (local.get $out)))
  (if (local.get $result) (then (return (local.get $result))))
  (global.set $last_http (i32.add (global.get $last_http) (i32.const 4)))
  (call $remember (i32.load $guest (local.get $out)) (global.get $HTTP_KIND) (global.get $last_http))
  (i32.store $guest (local.get $out) (global.get $last_http))
  (i32.const 0))
