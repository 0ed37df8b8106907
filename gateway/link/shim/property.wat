;; Upstream Envoy dropped the short property names of Higress; the same values live under xds.*, so a path whose first
;; part is one of these gets "xds" put in front.

;; Each name ended by NUL, the list by another.
(text $SHORT_NAMES
  "node\00" "listener_direction\00" "listener_metadata\00" "cluster_name\00" "cluster_metadata\00"
  "route_name\00" "route_metadata\00" "upstream_host_metadata\00" "\00")
(text $DIRECTION "listener_direction")
(text $VM_MEMORY "plugin_vm_memory")
(text $PREFIX "xds\00")

;; How many bytes of $own stand before the next NUL?
(func $size_to_nul (param $at i32) (result i32)
  (local $size i32)
  (block $end (loop $each
    (br_if $end (i32.eqz (i32.load8_u $own (i32.add (local.get $at) (local.get $size)))))
    (local.set $size (i32.add (local.get $size) (i32.const 1)))
    (br $each)))
  (local.get $size))

;; Is the first part of the path in the block, behind the prefix, one of the names?
(func $is_short_name (param $path_size i32) (result i32)
  (local $path i32) (local $part i32) (local $name i32) (local $size i32) (local $i i32)
  (local.set $path (i32.add (global.get $BLOCK) (global.get $PREFIX_SIZE)))
  (block $end (loop $each
    (br_if $end (i32.ge_u (local.get $part) (local.get $path_size)))
    (br_if $end (i32.eqz (i32.load8_u $own (i32.add (local.get $path) (local.get $part)))))
    (local.set $part (i32.add (local.get $part) (i32.const 1)))
    (br $each)))
  (local.set $name (global.get $SHORT_NAMES))
  (loop $names
    (local.set $size (call $size_to_nul (local.get $name)))
    (if (i32.eqz (local.get $size)) (then (return (i32.const 0))))
    (block $differs
      (br_if $differs (i32.ne (local.get $size) (local.get $part)))
      (local.set $i (i32.const 0))
      (loop $letters
        (br_if $differs (i32.ne
          (i32.load8_u $own (i32.add (local.get $path) (local.get $i)))
          (i32.load8_u $own (i32.add (local.get $name) (local.get $i)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $letters (i32.lt_u (local.get $i) (local.get $size))))
      (return (i32.const 1)))
    (local.set $name (i32.add (local.get $name) (i32.add (local.get $size) (i32.const 1))))
    (br $names))
  (unreachable))

(func $give_number (param $number i64) (param $out i32) (param $out_size i32) (result i32)
  (local $at i32)
  (local.set $at (call $malloc (i32.const 8)))
  (if (i32.or (i32.eqz (local.get $at)) (call $is_outside (local.get $at) (i32.const 8)))
    (then (return (i32.const 6))))
  (i64.store $guest (local.get $at) (local.get $number))
  (i32.store $guest (local.get $out) (local.get $at))
  (i32.store $guest (local.get $out_size) (i32.const 8))
  (i32.const 0))

(func (export "proxy_get_property")
  (param $path i32) (param $path_size i32) (param $out i32) (param $out_size i32) (result i32)
  (local $lent i32) (local $result i32)
  (block $as_it_is
    (br_if $as_it_is (call $is_outside (local.get $path) (local.get $path_size)))
    (br_if $as_it_is (call $is_outside (local.get $out) (i32.const 4)))
    (br_if $as_it_is (call $is_outside (local.get $out_size) (i32.const 4)))
    (if (call $is_text (local.get $path) (local.get $path_size) (global.get $VM_MEMORY) (global.get $VM_MEMORY_SIZE))
      (then (return (call $give_number
        (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16)) (local.get $out) (local.get $out_size)))))
    (local.set $lent (i32.add (local.get $path_size) (global.get $PREFIX_SIZE)))
    (br_if $as_it_is (i32.gt_u (local.get $lent) (global.get $BLOCK_SIZE)))
    (br_if $as_it_is (call $is_outside (i32.const 0) (local.get $lent)))
    (memory.copy $own $own (global.get $BLOCK) (global.get $PREFIX) (global.get $PREFIX_SIZE))
    (memory.copy $own $guest
      (i32.add (global.get $BLOCK) (global.get $PREFIX_SIZE)) (local.get $path) (local.get $path_size))
    (br_if $as_it_is (i32.eqz (call $is_short_name (local.get $path_size))))
    (call $lend (i32.const 0) (local.get $lent))
    (local.set $result (call $get_property (i32.const 0) (local.get $lent) (local.get $out) (local.get $out_size)))
    ;; Still lent: the host copied no value, and what it wrote to the out-pointers may just have been undone.
    (if (global.get $lent_size) (then
      (call $restore)
      (if (i32.eqz (local.get $result))
        (then (return (call $answer_empty (local.get $out) (local.get $out_size)))))))
    ;; Upstream Envoy knows the direction inside a stream only. The local gateway's listeners are outbound.
    (if (i32.eq (local.get $result) (i32.const 1)) (then
      (if (call $is_text (local.get $path) (local.get $path_size) (global.get $DIRECTION) (global.get $DIRECTION_SIZE))
        (then (return (call $give_number (i64.const 2) (local.get $out) (local.get $out_size)))))))
    (return (local.get $result)))
  (call $get_property (local.get $path) (local.get $path_size) (local.get $out) (local.get $out_size)))
