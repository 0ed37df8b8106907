;; The shim lives beside the plugin in one module, with a memory of its own: it must not count on the plugin's
;; allocator (arenas are reset, Go wants its heap contiguous), so $guest is only read, or lent for one hostcall.
;;
;; $own   page 0   constants: 0 pairs of a call to the bridge, 256 property names
;;        page 1   the block: bytes composed for one hostcall
;;        page 2   the guest's bytes in whose place the block stands meanwhile
;;        page 3   outstanding callouts (callouts.wat); the table moves to the end of the memory when it grows
(memory $own 4)
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
  (if (global.get $lent_size) (then (call $restore)))
  (call $guest_malloc (local.get $size)))

;; An empty answer: Ok, and 0 in both out-pointers.
(func $answer_empty (param $first i32) (param $second i32) (result i32)
  (if (i32.or
        (call $is_outside (local.get $first) (i32.const 4))
        (call $is_outside (local.get $second) (i32.const 4)))
    (then (return (i32.const 6))))
  (i32.store $guest (local.get $first) (i32.const 0))
  (i32.store $guest (local.get $second) (i32.const 0))
  (i32.const 0))
