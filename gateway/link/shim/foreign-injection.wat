;; The same injection as a foreign function, under two names. Its argument is a protobuf message: 1 the bytes, 2 whether
;; they are the end.
(text $NAME "inject_encoded_data_to_filter_chain")
(text $HEADER_NAME "inject_encoded_data_to_filter_chain_on_header")

;; Reads a number of the message at $cursor and moves it behind; -1 when it does not end before $end.
(global $cursor (mut i32) (i32.const 0))
(func $read_number (param $end i32) (result i64)
  (local $value i64) (local $shift i64) (local $byte i64)
  (loop $each
    (if (i32.or (i32.ge_u (global.get $cursor) (local.get $end)) (i64.gt_u (local.get $shift) (i64.const 56)))
      (then (return (i64.const -1))))
    (local.set $byte (i64.load8_u $guest (global.get $cursor)))
    (global.set $cursor (i32.add (global.get $cursor) (i32.const 1)))
    (local.set $value (i64.or (local.get $value)
      (i64.shl (i64.and (local.get $byte) (i64.const 0x7f)) (local.get $shift))))
    (local.set $shift (i64.add (local.get $shift) (i64.const 7)))
    (br_if $each (i64.ge_u (local.get $byte) (i64.const 0x80))))
  (local.get $value))

;; 2 for what is no such message.
(func $inject_message (param $at i32) (param $end i32) (result i32)
  (local $tag i64) (local $value i64) (local $data i32) (local $size i32) (local $ends i32)
  (global.set $cursor (local.get $at))
  (block $done (loop $each
    (br_if $done (i32.eq (global.get $cursor) (local.get $end)))
    (local.set $tag (call $read_number (local.get $end)))
    (local.set $value (call $read_number (local.get $end)))
    (if (i64.lt_s (local.get $value) (i64.const 0)) (then (return (i32.const 2))))
    (if (i64.eq (local.get $tag) (i64.const 0x10)) (then
      (local.set $ends (i64.ne (local.get $value) (i64.const 0)))
      (br $each)))
    (if (i64.ne (local.get $tag) (i64.const 0x0a)) (then (return (i32.const 2))))
    (if (i64.gt_u (local.get $value) (i64.extend_i32_u (i32.sub (local.get $end) (global.get $cursor))))
      (then (return (i32.const 2))))
    (local.set $data (global.get $cursor))
    (local.set $size (i32.wrap_i64 (local.get $value)))
    (global.set $cursor (i32.add (local.get $data) (local.get $size)))
    (br $each)))
  (call $inject (local.get $data) (local.get $size) (local.get $ends)))

(func (export "proxy_call_foreign_function")
  (param $name i32) (param $name_size i32) (param $message i32) (param $message_size i32)
  (param $out i32) (param $out_size i32) (result i32)
  (if (i32.or
        (call $is_outside (local.get $name) (local.get $name_size))
        (call $is_outside (local.get $message) (local.get $message_size)))
    (then (return (i32.const 6))))
  (if (i32.eqz (i32.or
        (call $is_text (local.get $name) (local.get $name_size) (global.get $NAME) (global.get $NAME_SIZE))
        (call $is_text (local.get $name) (local.get $name_size) (global.get $HEADER_NAME) (global.get $HEADER_NAME_SIZE))))
    (then (return (call $call_foreign_function
      (local.get $name) (local.get $name_size) (local.get $message) (local.get $message_size)
      (local.get $out) (local.get $out_size)))))
  (call $clear_cell (local.get $out))
  (call $clear_cell (local.get $out_size))
  (call $inject_message (local.get $message) (i32.add (local.get $message) (local.get $message_size))))

;; Who does not care for an answer gives 0 as its place.
(func $clear_cell (param $at i32)
  (if (i32.eqz (local.get $at)) (then (return)))
  (if (call $is_outside (local.get $at) (i32.const 4)) (then (return)))
  (i32.store $guest (local.get $at) (i32.const 0)))
