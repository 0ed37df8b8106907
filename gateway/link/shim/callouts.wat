;; The callouts on their way: a hash table with linear probing. The lower half of an entry is Envoy's http token, a
;; multiple of 4, with the kind in its low bits: 1 redis call, 2 redis init, 3 http call of the plugin; the upper half is
;; the token the plugin knows. 0 is a free slot. Entries of a deleted root stay, since its callouts are cancelled without
;; a callback; they cost 8 bytes each.
(global $table (mut i32) (i32.const 0x30000))
(global $slots (mut i32) (i32.const 8192)) ;; a power of two
(global $entries (mut i32) (i32.const 0))

;; Higress counts http calls 4, 8, 12 .. and redis calls 7, 11, 15 ..
(global $last_http (mut i32) (i32.const 0))
(global $last_redis (mut i32) (i32.const 3))

(func $home (param $entry i64) (result i32)
  (i32.and
    (i32.shr_u (i32.wrap_i64 (local.get $entry)) (i32.const 2))
    (i32.sub (global.get $slots) (i32.const 1))))

(func $next (param $slot i32) (result i32)
  (i32.and (i32.add (local.get $slot) (i32.const 1)) (i32.sub (global.get $slots) (i32.const 1))))

(func $entry_at (param $slot i32) (result i32) ;; its address
  (i32.add (global.get $table) (i32.shl (local.get $slot) (i32.const 3))))

;; At most half of the slots are taken, so every search ends. 0 when the memory cannot grow.
(func $has_room (result i32)
  (local $old i32) (local $old_end i32) (local $pages i32)
  (if (i32.lt_u (global.get $entries) (i32.shr_u (global.get $slots) (i32.const 1)))
    (then (return (i32.const 1))))
  (local.set $old (global.get $table))
  (local.set $old_end (call $entry_at (global.get $slots)))
  (local.set $pages (memory.grow $own (i32.shr_u (global.get $slots) (i32.const 12)))) ;; 2 * 8 bytes a slot
  (if (i32.eq (local.get $pages) (i32.const -1)) (then (return (i32.const 0))))
  (global.set $table (i32.shl (local.get $pages) (i32.const 16)))
  (global.set $slots (i32.shl (global.get $slots) (i32.const 1)))
  (global.set $entries (i32.const 0))
  (loop $each
    (if (i64.ne (i64.load $own (local.get $old)) (i64.const 0))
      (then (call $put (i64.load $own (local.get $old)))))
    (local.set $old (i32.add (local.get $old) (i32.const 8)))
    (br_if $each (i32.lt_u (local.get $old) (local.get $old_end))))
  (i32.const 1))

(func $remember (param $token i32) (param $kind i32) (param $number i32)
  (call $put (i64.or
    (i64.extend_i32_u (i32.or (local.get $token) (local.get $kind)))
    (i64.shl (i64.extend_i32_u (local.get $number)) (i64.const 32)))))

(func $put (param $entry i64)
  (local $slot i32)
  (local.set $slot (call $home (local.get $entry)))
  (block $free (loop $probe
    (br_if $free (i64.eqz (i64.load $own (call $entry_at (local.get $slot)))))
    (local.set $slot (call $next (local.get $slot)))
    (br $probe)))
  (i64.store $own (call $entry_at (local.get $slot)) (local.get $entry))
  (global.set $entries (i32.add (global.get $entries) (i32.const 1))))

;; Removes a callout; answers its entry, 0 when there is none.
(func $take (param $token i32) (result i64)
  (local $slot i32) (local $entry i64)
  (local.set $slot (call $home (i64.extend_i32_u (local.get $token))))
  (loop $probe
    (local.set $entry (i64.load $own (call $entry_at (local.get $slot))))
    (if (i64.eqz (local.get $entry)) (then (return (i64.const 0))))
    (if (i32.ne (i32.and (i32.wrap_i64 (local.get $entry)) (i32.const -4)) (local.get $token)) (then
      (local.set $slot (call $next (local.get $slot)))
      (br $probe))))
  (call $close_gap (local.get $slot))
  (global.set $entries (i32.sub (global.get $entries) (i32.const 1)))
  (local.get $entry))

;; Frees a slot and moves later entries up that would not be found across it (Knuth 6.4, algorithm R).
(func $close_gap (param $gap i32)
  (local $slot i32) (local $entry i64) (local $mask i32)
  (local.set $mask (i32.sub (global.get $slots) (i32.const 1)))
  (local.set $slot (local.get $gap))
  (block $end (loop $each
    (local.set $slot (call $next (local.get $slot)))
    (local.set $entry (i64.load $own (call $entry_at (local.get $slot))))
    (br_if $end (i64.eqz (local.get $entry)))
    ;; It may stay when its home lies behind the gap.
    (br_if $each (i32.lt_u
      (i32.and (i32.sub (local.get $slot) (call $home (local.get $entry))) (local.get $mask))
      (i32.and (i32.sub (local.get $slot) (local.get $gap)) (local.get $mask))))
    (i64.store $own (call $entry_at (local.get $gap)) (local.get $entry))
    (local.set $gap (local.get $slot))
    (br $each)))
  (i64.store $own (call $entry_at (local.get $gap)) (i64.const 0)))
