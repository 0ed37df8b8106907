;; Puts the packed data (compress.ts) into its place, once, before anything else runs.
;; $packed $packed_end  where it lies: behind the static data, where the heap begins later
;; $image $image_end    what it becomes
(module
  (memory 1)
  (func (export "unpack")
    (local $from i32) (local $to i32) (local $left i32) (local $source i32) (local $stride i32)
    (local.set $from (global.get $packed))
    (local.set $to (global.get $image))
    (loop $token
      (local.set $left (i32.load8_u (local.get $from)))
      (if (i32.gt_u (local.get $left) (i32.const 0x7f))
        (then ;; again: a half lies at every second address
          (local.set $source
            (i32.sub
              (local.get $to)
              (i32.shl (i32.load16_u offset=1 align=1 (local.get $from)) (i32.const 1))))
          (local.set $stride (i32.const 2))
          (local.set $left (i32.sub (local.get $left) (i32.const 0x7c))) ;; - 0x80 + SHORTEST_COPY
          (local.set $from (i32.add (local.get $from) (i32.const 3))))
        (else ;; as they are
          (local.set $source (i32.add (local.get $from) (i32.const 1)))
          (local.set $stride (i32.const 1))
          (local.set $left (i32.add (local.get $left) (i32.const 1)))
          (local.set $from (i32.add (local.get $source) (local.get $left)))))
      (loop $byte
        (i32.store8 (local.get $to) (i32.load8_u (local.get $source)))
        (local.set $to (i32.add (local.get $to) (i32.const 2)))
        (local.set $source (i32.add (local.get $source) (local.get $stride)))
        (br_if $byte (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (if (i32.eq (local.get $to) (global.get $image_end))
        (then (local.set $to (i32.add (global.get $image) (i32.const 1))))) ;; the odd half
      (br_if $token (i32.lt_u (local.get $from) (global.get $packed_end))))
    ;; The heap expects zeros.
    (memory.fill
      (global.get $packed)
      (i32.const 0)
      (i32.sub (global.get $packed_end) (global.get $packed)))))
