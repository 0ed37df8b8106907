;; What a plugin reads in a redis callback. To Envoy it is an http callback, so the body of that answer (buffer 4) is
;; the redis reply (buffer 9), and its headers (maps 6, 7) and status must not be seen.

(func (export "proxy_get_buffer_bytes")
  (param $type i32) (param $start i32) (param $max i32) (param $out i32) (param $out_size i32) (result i32)
  (if (i32.eq (local.get $type) (i32.const 9)) (then
    (if (i32.ne (global.get $phase) (i32.const 1))
      (then (return (call $answer_empty (local.get $out) (local.get $out_size)))))
    (local.set $type (i32.const 4)))
  (else
    (if (i32.and (i32.eq (local.get $type) (i32.const 4)) (i32.ne (global.get $phase) (i32.const 0)))
      (then (return (i32.const 1))))))
  (call $get_buffer_bytes
    (local.get $type) (local.get $start) (local.get $max) (local.get $out) (local.get $out_size)))

(func (export "proxy_get_buffer_status")
  (param $type i32) (param $out_size i32) (param $out_flags i32) (result i32)
  (if (i32.eq (local.get $type) (i32.const 9)) (then
    (if (i32.ne (global.get $phase) (i32.const 1))
      (then (return (call $answer_empty (local.get $out_size) (local.get $out_flags)))))
    (local.set $type (i32.const 4)))
  (else
    (if (i32.and (i32.eq (local.get $type) (i32.const 4)) (i32.ne (global.get $phase) (i32.const 0)))
      (then (return (i32.const 1))))))
  (call $get_buffer_status (local.get $type) (local.get $out_size) (local.get $out_flags)))

(func (export "proxy_set_buffer_bytes")
  (param $type i32) (param $start i32) (param $size i32) (param $data i32) (param $data_size i32) (result i32)
  (if (i32.eq (local.get $type) (i32.const 9)) (then (return (i32.const 2))))
  (call $set_buffer_bytes
    (local.get $type) (local.get $start) (local.get $size) (local.get $data) (local.get $data_size)))

;; Maps 6 and 7, of an http answer, in a redis callback.
(func $is_hidden_map (param $type i32) (result i32)
  (i32.and
    (i32.ne (global.get $phase) (i32.const 0))
    (i32.eq (i32.or (local.get $type) (i32.const 1)) (i32.const 7))))

(func (export "proxy_get_header_map_value")
  (param $type i32) (param $name i32) (param $name_size i32) (param $out i32) (param $out_size i32) (result i32)
  (if (call $is_hidden_map (local.get $type)) (then (return (i32.const 2))))
  (call $get_header_map_value
    (local.get $type) (local.get $name) (local.get $name_size) (local.get $out) (local.get $out_size)))

(func (export "proxy_get_header_map_pairs") (param $type i32) (param $out i32) (param $out_size i32) (result i32)
  (if (call $is_hidden_map (local.get $type))
    (then (return (call $answer_empty (local.get $out) (local.get $out_size)))))
  (call $get_header_map_pairs (local.get $type) (local.get $out) (local.get $out_size)))

;; After a failure Higress tells 11 (broken connection) and "reset".
(func (export "proxy_get_status") (param $out_code i32) (param $out i32) (param $out_size i32) (result i32)
  (local $message i32)
  (if (i32.ne (global.get $phase) (i32.const 2))
    (then (return (call $get_status (local.get $out_code) (local.get $out) (local.get $out_size)))))
  (if (i32.or
        (call $is_outside (local.get $out_code) (i32.const 4))
        (i32.ne (call $answer_empty (local.get $out) (local.get $out_size)) (i32.const 0)))
    (then (return (i32.const 6))))
  (local.set $message (call $malloc (i32.const 5)))
  (if (i32.or (i32.eqz (local.get $message)) (call $is_outside (local.get $message) (i32.const 5)))
    (then (return (i32.const 6))))
  (i32.store $guest (local.get $message) (i32.const 0x65736572)) ;; "rese"
  (i32.store8 $guest offset=4 (local.get $message) (i32.const 0x74)) ;; "t"
  (i32.store $guest (local.get $out_code) (i32.const 11))
  (i32.store $guest (local.get $out) (local.get $message))
  (i32.store $guest (local.get $out_size) (i32.const 5))
  (i32.const 0))
