;; Notes when the host calls the plugin and the plugin calls the host, in a memory of its own. When the outermost
;; callback ends, the notes are logged as hex digits in lines that the gateway takes out of Envoy's log again.
;;
;; $own   page 0   names of callbacks and hostcalls
;;        page 1   records, in the order in which they began
;;        page 2   one line to log, and behind it the guest's bytes in whose place it stands meanwhile
;;
;; record  0 its size  4 context  8 begin ns  16 end ns  24 result  28 token  32 name, NUL, text
(memory $own 3)
(global $RECORDS i32 (i32.const 0x10000))
(global $RECORDS_END i32 (i32.const 0x1fc00))
(global $LINE i32 (i32.const 0x20000))
(global $SAVED i32 (i32.const 0x28000))
(global $HEAD_SIZE i32 (i32.const 32))
(global $LONGEST_TEXT i32 (i32.const 100))
(global $MARK_SIZE i32 (i32.const 6))
(global $LINE_BYTES i32 (i32.const 1000)) ;; of records, two digits each
(global $CRITICAL i32 (i32.const 5)) ;; is logged at every level

(global $top (mut i32) (i32.const 0x10000))
(global $depth (mut i32) (i32.const 0)) ;; of callbacks inside callbacks
(global $context (mut i32) (i32.const 0))
(global $dropped (mut i32) (i32.const 0))

(func $is_outside (param $at i32) (param $size i32) (result i32)
  (i64.gt_u
    (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $size)))
    (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16))))

(func $now (result i64)
  (local $saved i64) (local $now i64)
  (local.set $saved (i64.load $guest (i32.const 0)))
  (drop (call $get_time (i32.const 0)))
  (local.set $now (i64.load $guest (i32.const 0)))
  (i64.store $guest (i32.const 0) (local.get $saved))
  (local.get $now))

;; Answers the address of the record; 0 outside of callbacks, and when there is no room.
(func $begin (param $name i32) (param $name_size i32) (param $text i32) (param $text_size i32) (result i32)
  (local $record i32) (local $size i32)
  (if (i32.eqz (global.get $depth)) (then (return (i32.const 0))))
  (if (i32.gt_u (local.get $text_size) (global.get $LONGEST_TEXT))
    (then (local.set $text_size (global.get $LONGEST_TEXT))))
  (if (call $is_outside (local.get $text) (local.get $text_size)) (then (local.set $text_size (i32.const 0))))
  (local.set $size (i32.add (i32.add (global.get $HEAD_SIZE) (i32.const 1))
    (i32.add (local.get $name_size) (local.get $text_size))))
  (local.set $record (global.get $top))
  (if (i32.gt_u (i32.add (local.get $record) (local.get $size)) (global.get $RECORDS_END)) (then
    (global.set $dropped (i32.add (global.get $dropped) (i32.const 1)))
    (return (i32.const 0))))
  (global.set $top (i32.add (local.get $record) (local.get $size)))
  (i32.store $own (local.get $record) (local.get $size))
  (i32.store $own offset=4 (local.get $record) (global.get $context))
  (memory.copy $own $own
    (i32.add (local.get $record) (i32.const 32)) (local.get $name) (local.get $name_size))
  (i32.store8 $own offset=32 (i32.add (local.get $record) (local.get $name_size)) (i32.const 0))
  (memory.copy $own $guest
    (i32.add (i32.add (local.get $record) (i32.const 33)) (local.get $name_size))
    (local.get $text) (local.get $text_size))
  (i64.store $own offset=8 (local.get $record) (call $now))
  (local.get $record))

(func $end (param $record i32) (param $result i32) (param $token i32)
  (if (i32.eqz (local.get $record)) (then (return)))
  (i64.store $own offset=16 (local.get $record) (call $now))
  (i32.store $own offset=24 (local.get $record) (local.get $result))
  (i32.store $own offset=28 (local.get $record) (local.get $token)))

;; The token that a call wrote behind its out-pointer.
(func $token_at (param $out i32) (result i32)
  (if (call $is_outside (local.get $out) (i32.const 4)) (then (return (i32.const 0))))
  (i32.load $guest (local.get $out)))

(func $enter (param $context i32)
  (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
  (global.set $context (local.get $context)))

(func $leave
  (local $record i32)
  (if (i32.eq (global.get $depth) (i32.const 1)) (then
    (if (global.get $dropped) (then
      (global.set $context (i32.const 0))
      ;; The end of the page is kept free for this one.
      (local.set $record (global.get $top))
      (i32.store $own (local.get $record) (i32.const 40))
      (i32.store $own offset=4 (local.get $record) (i32.const 0))
      (i64.store $own offset=8 (local.get $record) (call $now))
      (i64.store $own offset=32 (local.get $record) (i64.const 0x00646570706f7264)) ;; "dropped"
      (call $end (local.get $record) (global.get $dropped) (i32.const 0))
      (global.set $top (i32.add (local.get $record) (i32.const 40)))
      (global.set $dropped (i32.const 0))))
    (call $flush)))
  (global.set $depth (i32.sub (global.get $depth) (i32.const 1))))

(func $flush
  (local $at i32) (local $size i32)
  (local.set $at (global.get $RECORDS))
  (loop $lines
    (local.set $size (i32.sub (global.get $top) (local.get $at)))
    (if (i32.gt_u (local.get $size) (global.get $LINE_BYTES)) (then (local.set $size (global.get $LINE_BYTES))))
    (call $log_line (local.get $at) (local.get $size)
      (i32.eq (i32.add (local.get $at) (local.get $size)) (global.get $top)))
    (local.set $at (i32.add (local.get $at) (local.get $size)))
    (br_if $lines (i32.lt_u (local.get $at) (global.get $top))))
  (global.set $top (global.get $RECORDS)))

(func $log_line (param $at i32) (param $size i32) (param $is_last i32)
  (local $i i32) (local $byte i32) (local $line_size i32)
  (i32.store $own (global.get $LINE) (i32.const 0x63617274)) ;; "trac"
  (i32.store16 $own offset=4 (global.get $LINE)
    (select (i32.const 0x3d65) (i32.const 0x2b65) (local.get $is_last))) ;; "e=", or "e+" when more follows
  (loop $bytes
    (local.set $byte (i32.load8_u $own (i32.add (local.get $at) (local.get $i))))
    (i32.store16 $own offset=6
      (i32.add (global.get $LINE) (i32.shl (local.get $i) (i32.const 1)))
      (i32.or
        (call $digit (i32.shr_u (local.get $byte) (i32.const 4)))
        (i32.shl (call $digit (i32.and (local.get $byte) (i32.const 15))) (i32.const 8))))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $bytes (i32.lt_u (local.get $i) (local.get $size))))
  (local.set $line_size (i32.add (global.get $MARK_SIZE) (i32.shl (local.get $size) (i32.const 1))))
  (memory.copy $own $guest (global.get $SAVED) (i32.const 0) (local.get $line_size))
  (memory.copy $guest $own (i32.const 0) (global.get $LINE) (local.get $line_size))
  (drop (call $log (global.get $CRITICAL) (i32.const 0) (local.get $line_size)))
  (memory.copy $guest $own (i32.const 0) (global.get $SAVED) (local.get $line_size)))

(func $digit (param $value i32) (result i32)
  (i32.add (local.get $value)
    (select (i32.const 48) (i32.const 87) (i32.lt_u (local.get $value) (i32.const 10)))))
