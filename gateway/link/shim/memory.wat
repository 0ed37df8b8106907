;; The shim lives beside the plugin in one module, with a memory of its own: it must not count on the plugin's
;; allocator (arenas are reset, Go wants its heap contiguous), so $guest is only read, or lent for one hostcall.
;;
;; $own   page 0   constants: each (text $NAME "...") of a file, which becomes $NAME and $NAME_SIZE (gateway/link/shim-texts.ts)
;;        page 1   the block: bytes composed for one hostcall
;;        page 2   the guest's bytes in whose place the block stands meanwhile
;;        page 3   outstanding callouts (callouts.wat); the table moves to the end of the memory when it grows
;;        page 4   the guest's bytes in whose place a value for the shim itself stands (property-value.wat)
;;        page 5   that value
;;        page 6   streams whose response body is held back (held-bodies.wat)
;;        behind   the callouts, when they became many, and the bytes injected in a callback (injection.wat)
(memory $own 7)
(global $BLOCK i32 (i32.const 0x10000))
(global $SAVED i32 (i32.const 0x20000))
(global $BLOCK_SIZE i32 (i32.const 0x10000))

(global $lent_at (mut i32) (i32.const 0))
(global $lent_size (mut i32) (i32.const 0)) ;; 0: nothing lent

;; Is a range of the guest's memory out of its bounds?
(func $is_outside (param $at i32) (param $size i32) (result i32)
  (i64.gt_u
    (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $size)))
    (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16))))

;; Is a range of the guest's memory that text of $own?
(func $is_text (param $at i32) (param $size i32) (param $text i32) (param $text_size i32) (result i32)
  (local $i i32)
  (if (i32.ne (local.get $size) (local.get $text_size)) (then (return (i32.const 0))))
  (loop $each
    (if (i32.ge_u (local.get $i) (local.get $size)) (then (return (i32.const 1))))
    (if (i32.ne
          (i32.load8_u $guest (i32.add (local.get $at) (local.get $i)))
          (i32.load8_u $own (i32.add (local.get $text) (local.get $i))))
      (then (return (i32.const 0))))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br $each))
  (unreachable))

;; Puts the first bytes of the block into the guest's memory until $restore.
(func $lend (param $at i32) (param $size i32)
  (memory.copy $own $guest (global.get $SAVED) (local.get $at) (local.get $size))
  (memory.copy $guest $own (local.get $at) (global.get $BLOCK) (local.get $size))
  (global.set $lent_at (local.get $at))
  (global.set $lent_size (local.get $size)))

(func $restore
  (memory.copy $guest $own (global.get $lent_at) (global.get $SAVED) (global.get $lent_size))
  (global.set $lent_size (i32.const 0)))

;; The host allocates in the middle of a hostcall. It has read its arguments by then, and no code of the guest may
;; run on borrowed bytes: give them back first.
(func $malloc (export "malloc") (param $size i32) (result i32)
  (if (global.get $capture_at) (then (return (call $capture (local.get $size)))))
  (if (global.get $lent_size) (then (call $restore)))
  (call $guest_malloc (local.get $size)))

;; While the shim itself reads a value, the host gets this place in the guest's memory for it, not one of the guest's
;; allocator, which could not be told to free it. 0 at any other time.
(global $capture_at (mut i32) (i32.const 0))
(global $captured_size (mut i32) (i32.const 0))
(global $CAPTURE_SAVED i32 (i32.const 0x40000))
(global $CAPTURED i32 (i32.const 0x50000))

;; 0 fails the hostcall: the value is larger than a page, or comes in two parts.
(func $capture (param $size i32) (result i32)
  (if (i32.or
        (i32.or (i32.ne (global.get $captured_size) (i32.const 0)) (i32.gt_u (local.get $size) (i32.const 0x10000)))
        (call $is_outside (global.get $capture_at) (local.get $size)))
    (then (return (i32.const 0))))
  (memory.copy $own $guest (global.get $CAPTURE_SAVED) (global.get $capture_at) (local.get $size))
  (global.set $captured_size (local.get $size))
  (global.get $capture_at))

;; An empty answer: Ok, and 0 in both out-pointers.
(func $answer_empty (param $first i32) (param $second i32) (result i32)
  (if (i32.or
        (call $is_outside (local.get $first) (i32.const 4))
        (call $is_outside (local.get $second) (i32.const 4)))
    (then (return (i32.const 6))))
  (i32.store $guest (local.get $first) (i32.const 0))
  (i32.store $guest (local.get $second) (i32.const 0))
  (i32.const 0))
