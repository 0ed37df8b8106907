;; Reads a property for the shim itself. The path lies in $own; answers the size of the value, which is left at $CAPTURED,
;; or -1. Nothing of the guest's memory is changed when it returns.
(func $read_property (param $path i32) (param $path_size i32) (result i32)
  (local $cells i32) (local $value i32) (local $size i32) (local $result i32)
  (local.set $cells (i32.and (i32.add (local.get $path_size) (i32.const 3)) (i32.const -4)))
  (local.set $value (i32.add (local.get $cells) (i32.const 8)))
  (if (call $is_outside (i32.const 0) (local.get $value)) (then (return (i32.const -1))))
  (memory.copy $own $own (global.get $BLOCK) (local.get $path) (local.get $path_size))
  (i64.store $own (i32.add (global.get $BLOCK) (local.get $cells)) (i64.const 0))
  (call $lend (i32.const 0) (local.get $value))
  (global.set $capture_at (local.get $value))
  (local.set $result (call $get_property
    (i32.const 0) (local.get $path_size) (local.get $cells) (i32.add (local.get $cells) (i32.const 4))))
  (global.set $capture_at (i32.const 0))
  (local.set $size (i32.load $guest offset=4 (local.get $cells)))
  (if (global.get $captured_size) (then
    (memory.copy $own $guest (global.get $CAPTURED) (local.get $value) (global.get $captured_size))
    (memory.copy $guest $own (local.get $value) (global.get $CAPTURE_SAVED) (global.get $captured_size))
    (global.set $captured_size (i32.const 0))))
  (call $restore)
  (select (i32.const -1) (local.get $size) (local.get $result)))
