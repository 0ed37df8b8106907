;; Bytes that a plugin injects into a response body. Upstream Envoy lets a plugin edit the chunk of its callback, or the
;; bytes it buffers for it (status 1), so:
;; - what is injected inside the body callback is kept, and put in front of the chunk when that returns;
;; - a chunk that is swallowed (status 3) becomes an empty buffer (status 1). To it bytes can be added from any callback,
;;   and a continue sends them on.

(text $REFUSED
  "inject_encoded_data_to_filter_chain: answers 12, since no response chunk of the stream was swallowed before (status 3)")
(text $LOST "inject_encoded_data_to_filter_chain: its bytes are lost, since the callback returned neither 0 nor 3")

(global $RESPONSE_BODY i32 (i32.const 1))
(global $RESPONSE i32 (i32.const 1))
(global $END i32 (i32.const 0x7fffffff)) ;; behind any body

;; The context that the plugin's hostcalls act on; it is set on entry of each callback.
(global $context (mut i32) (i32.const 0))
;; The stream whose response goes on after the running callback; once is enough.
(global $continued (mut i32) (i32.const 0))
;; The stream whose response body callback runs, -1 outside of one.
(global $chunk_of (mut i32) (i32.const -1))

(func $enter (param $id i32)
  (global.set $context (local.get $id))
  (global.set $continued (i32.const 0)))

(func (export "proxy_set_effective_context") (param $id i32) (result i32)
  (local $result i32)
  (local.set $result (call $set_effective_context (local.get $id)))
  (if (i32.eqz (local.get $result)) (then (global.set $context (local.get $id))))
  (local.get $result))

;; What was injected inside the running body callback, and whether that was the end.
(global $kept_at (mut i32) (i32.const 0))
(global $kept_size (mut i32) (i32.const 0))
(global $kept_room (mut i32) (i32.const 0))
(global $kept_ends (mut i32) (i32.const 0))

(func $keep (param $data i32) (param $size i32) (param $ends i32) (result i32)
  (local $needed i32) (local $pages i32) (local $at i32)
  (if (global.get $kept_ends) (then (return (call $refuse))))
  (local.set $needed (i32.add (global.get $kept_size) (local.get $size)))
  (if (i32.gt_u (local.get $needed) (global.get $kept_room)) (then
    ;; Twice as much as needed, so that many small ones do not leave many places behind.
    (local.set $pages (i32.add (i32.shr_u (local.get $needed) (i32.const 15)) (i32.const 1)))
    (local.set $at (memory.grow $own (local.get $pages)))
    (if (i32.eq (local.get $at) (i32.const -1)) (then (return (call $refuse))))
    (local.set $at (i32.shl (local.get $at) (i32.const 16)))
    (memory.copy $own $own (local.get $at) (global.get $kept_at) (global.get $kept_size))
    (global.set $kept_at (local.get $at))
    (global.set $kept_room (i32.shl (local.get $pages) (i32.const 16)))))
  (memory.copy $own $guest
    (i32.add (global.get $kept_at) (global.get $kept_size)) (local.get $data) (local.get $size))
  (global.set $kept_size (local.get $needed))
  (global.set $kept_ends (local.get $ends))
  (i32.const 0))

;; Puts it in front of the body, a block at a time from its end. Who injected bytes has a page of memory to lend.
(func $put_kept
  (local $piece i32)
  (loop $each
    (if (i32.eqz (global.get $kept_size)) (then (return)))
    (local.set $piece (select (global.get $kept_size) (global.get $BLOCK_SIZE)
      (i32.lt_u (global.get $kept_size) (global.get $BLOCK_SIZE))))
    (global.set $kept_size (i32.sub (global.get $kept_size) (local.get $piece)))
    (memory.copy $own $own
      (global.get $BLOCK) (i32.add (global.get $kept_at) (global.get $kept_size)) (local.get $piece))
    (call $lend (i32.const 0) (local.get $piece))
    (drop (call $set_buffer_bytes
      (global.get $RESPONSE_BODY) (i32.const 0) (i32.const 0) (i32.const 0) (local.get $piece)))
    (call $restore)
    (br $each)))

(func $drop_body
  (drop (call $set_buffer_bytes
    (global.get $RESPONSE_BODY) (i32.const 0) (global.get $END) (i32.const 0) (i32.const 0))))

(func $go_on
  (if (i32.eq (global.get $continued) (global.get $context)) (then (return)))
  (global.set $continued (global.get $context))
  (drop (call $continue_stream (global.get $RESPONSE))))

(func $refuse (result i32)
  (call $complain (global.get $REFUSED) (global.get $REFUSED_SIZE))
  (i32.const 12))

(func $inject (export "proxy_inject_encoded_data_to_filter_chain")
  (param $data i32) (param $size i32) (param $ends i32) (result i32)
  (local $state i32)
  (if (call $is_outside (local.get $data) (local.get $size)) (then (return (i32.const 6))))
  (if (i32.eq (global.get $context) (global.get $chunk_of))
    (then (return (call $keep (local.get $data) (local.get $size) (i32.ne (local.get $ends) (i32.const 0))))))
  (local.set $state (call $state_of (global.get $context)))
  (if (i32.eqz (i32.and (local.get $state) (global.get $HELD))) (then (return (call $refuse))))
  (if (call $set_buffer_bytes
        (global.get $RESPONSE_BODY) (global.get $END) (i32.const 0) (local.get $data) (local.get $size))
    (then (return (call $refuse))))
  (if (local.get $ends)
    (then (call $set_state (global.get $context) (global.get $OVER)))
    ;; To go on would be the end: these bytes wait for those that are.
    (else (if (i32.and (local.get $state) (global.get $LAST)) (then (return (i32.const 0))))))
  (call $go_on)
  (i32.const 0))

(func (export "proxy_on_response_body") (param $id i32) (param $size i32) (param $end i32) (result i32)
  (local $status i32)
  (if (i32.and (call $state_of (local.get $id)) (global.get $OVER)) (then
    (call $drop_body)
    (return (select (i32.const 0) (i32.const 3) (local.get $end)))))
  (global.set $kept_ends (i32.const 0))
  (global.set $chunk_of (local.get $id))
  (local.set $status (call $guest_on_response_body (local.get $id) (local.get $size) (local.get $end)))
  (global.set $chunk_of (i32.const -1))
  ;; The plugin may have turned to another stream.
  (if (i32.ne (global.get $context) (local.get $id)) (then
    (drop (call $set_effective_context (local.get $id)))
    (global.set $context (local.get $id))))
  (call $settle_chunk (local.get $id) (local.get $status) (local.get $end)))

;; The status for Envoy.
(func $settle_chunk (param $id i32) (param $status i32) (param $end i32) (result i32)
  (local $was_held i32) (local $injected i32)
  (local.set $was_held (i32.and (call $state_of (local.get $id)) (global.get $HELD)))
  (local.set $injected (i32.or (global.get $kept_size) (global.get $kept_ends)))
  (if (i32.or (i32.eq (local.get $status) (i32.const 1)) (i32.eq (local.get $status) (i32.const 2))) (then
    (if (local.get $injected) (then (call $complain (global.get $LOST) (global.get $LOST_SIZE))))
    (global.set $kept_size (i32.const 0))
    (call $set_state (local.get $id) (i32.const 0))
    (return (local.get $status))))
  ;; Swallowed, or behind the end.
  (if (i32.or (local.get $status) (global.get $kept_ends)) (then (call $drop_body)))
  (call $put_kept)
  (if (i32.and
        (i32.and (i32.ne (local.get $status) (i32.const 0)) (i32.eqz (global.get $kept_ends)))
        (i32.or (i32.eqz (local.get $injected)) (local.get $end)))
    (then
      (call $set_state (local.get $id)
        (select (i32.or (global.get $HELD) (global.get $LAST)) (global.get $HELD) (local.get $end)))
      (return (i32.const 1))))
  (call $set_state (local.get $id)
    (select (global.get $OVER) (local.get $was_held) (i32.or (global.get $kept_ends) (local.get $end))))
  ;; A chunk behind a buffer lies in that, and only a continue sends it on. Otherwise the chunk itself goes on.
  (if (i32.eqz (local.get $was_held)) (then (return (i32.const 0))))
  (call $go_on)
  (i32.const 1))

;; Nothing can be added behind the body any more.
(func (export "proxy_on_response_trailers") (param $id i32) (param $count i32) (result i32)
  (call $forget_stream (local.get $id))
  (call $guest_on_response_trailers (local.get $id) (local.get $count)))

(func (export "proxy_on_delete") (param $id i32)
  (call $forget_stream (local.get $id))
  (call $guest_on_delete (local.get $id)))
