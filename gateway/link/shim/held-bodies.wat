;; How the response body of a stream stands, for streams where that matters: an id and a state of 4 bytes each, in no
;; order. They are few, those between two chunks of one response, so a search looks at each.
(global $HELD i32 (i32.const 1)) ;; the last chunk was swallowed: Envoy holds back a buffer that bytes can be added to
(global $LAST i32 (i32.const 2)) ;; and it was the last of the origin: whatever goes on now ends the response
(global $OVER i32 (i32.const 4)) ;; the plugin has ended the response, what the origin still sends is dropped

(global $STREAMS i32 (i32.const 0x60000))
(global $STREAMS_LIMIT i32 (i32.const 0x70000))
(global $streams_end (mut i32) (i32.const 0x60000))

;; The address of its entry, that of the end when it has none.
(func $find_stream (param $id i32) (result i32)
  (local $at i32)
  (local.set $at (global.get $STREAMS))
  (loop $each
    (if (i32.eq (local.get $at) (global.get $streams_end)) (then (return (local.get $at))))
    (if (i32.eq (i32.load $own (local.get $at)) (local.get $id)) (then (return (local.get $at))))
    (local.set $at (i32.add (local.get $at) (i32.const 8)))
    (br $each))
  (unreachable))

(func $state_of (param $id i32) (result i32) ;; 0 when nothing is known
  (local $at i32)
  (local.set $at (call $find_stream (local.get $id)))
  (if (i32.eq (local.get $at) (global.get $streams_end)) (then (return (i32.const 0))))
  (i32.load $own offset=4 (local.get $at)))

;; More streams than fit stay unknown, so their injections are refused.
(func $set_state (param $id i32) (param $state i32)
  (local $at i32)
  (if (i32.eqz (local.get $state)) (then
    (call $forget_stream (local.get $id))
    (return)))
  (local.set $at (call $find_stream (local.get $id)))
  (if (i32.eq (local.get $at) (global.get $streams_end)) (then
    (if (i32.eq (local.get $at) (global.get $STREAMS_LIMIT)) (then (return)))
    (global.set $streams_end (i32.add (local.get $at) (i32.const 8)))))
  (i32.store $own (local.get $at) (local.get $id))
  (i32.store $own offset=4 (local.get $at) (local.get $state)))

;; The last entry takes the place of the one that goes.
(func $forget_stream (param $id i32)
  (local $at i32)
  (local.set $at (call $find_stream (local.get $id)))
  (if (i32.eq (local.get $at) (global.get $streams_end)) (then (return)))
  (global.set $streams_end (i32.sub (global.get $streams_end) (i32.const 8)))
  (i64.store $own (local.get $at) (i64.load $own (global.get $streams_end))))
