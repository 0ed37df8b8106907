;; The hosts behind the request's route, and the choice of one. The translator lists them in the metadata of the cluster
;; (gateway/translate/host-choice.ts), one `ip:port` a line; all count as healthy. The choice is left as filter state,
;; which a filter behind all plugins hands on to the load balancer.

(text $HOSTS "xds\00cluster_metadata\00filter_metadata\00higress.local\00hosts")
(text $HEALTH "{\22health_status\22:\22Healthy\22}")
(text $CHOICE "higress.local.chosen_host")

(func $count_lines (param $at i32) (param $end i32) (result i32)
  (local $count i32)
  (block $done (loop $each
    (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
    (local.set $count (i32.add (local.get $count)
      (i32.eq (i32.load8_u $own (local.get $at)) (i32.const 10))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br $each)))
  (local.get $count))

(func $end_of_line (param $at i32) (result i32)
  (loop $each
    (if (i32.eq (i32.load8_u $own (local.get $at)) (i32.const 10)) (then (return (local.get $at))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br $each))
  (unreachable))

;; Copies to the guest with a NUL behind; answers where the next goes.
(func $put_text (param $to i32) (param $from i32) (param $size i32) (result i32)
  (memory.copy $guest $own (local.get $to) (local.get $from) (local.get $size))
  (local.set $to (i32.add (local.get $to) (local.get $size)))
  (i32.store8 $guest (local.get $to) (i32.const 0))
  (i32.add (local.get $to) (i32.const 1)))

;; Pairs: the count, then both sizes of each pair, then names and values, each with a NUL behind.
(func (export "proxy_get_upstream_hosts") (param $out i32) (param $out_size i32) (result i32)
  (local $line i32) (local $end i32) (local $line_size i32)
  (local $count i32) (local $total i32) (local $pairs i32) (local $sizes i32) (local $texts i32)
  (local.set $total (call $read_property (global.get $HOSTS) (global.get $HOSTS_SIZE)))
  (if (i32.le_s (local.get $total) (i32.const 0))
    (then (return (call $answer_empty (local.get $out) (local.get $out_size)))))
  (local.set $line (global.get $CAPTURED))
  (local.set $end (i32.add (local.get $line) (local.get $total)))
  (local.set $count (call $count_lines (local.get $line) (local.get $end)))
  ;; Of a pair: 8 bytes of sizes, the name, the value, two NULs; one of these stands for the end of the line.
  (local.set $total (i32.add (i32.const 4) (i32.add (local.get $total)
    (i32.mul (local.get $count) (i32.add (global.get $HEALTH_SIZE) (i32.const 9))))))
  (if (i32.ne (call $answer_empty (local.get $out) (local.get $out_size)) (i32.const 0))
    (then (return (i32.const 6))))
  (local.set $pairs (call $malloc (local.get $total)))
  (if (i32.or (i32.eqz (local.get $pairs)) (call $is_outside (local.get $pairs) (local.get $total)))
    (then (return (i32.const 6))))
  (i32.store $guest (local.get $pairs) (local.get $count))
  (local.set $sizes (i32.add (local.get $pairs) (i32.const 4)))
  (local.set $texts (i32.add (local.get $sizes) (i32.shl (local.get $count) (i32.const 3))))
  (block $done (loop $each
    (br_if $done (i32.ge_u (local.get $line) (local.get $end)))
    (local.set $line_size (i32.sub (call $end_of_line (local.get $line)) (local.get $line)))
    (i32.store $guest (local.get $sizes) (local.get $line_size))
    (i32.store $guest offset=4 (local.get $sizes) (global.get $HEALTH_SIZE))
    (local.set $sizes (i32.add (local.get $sizes) (i32.const 8)))
    (local.set $texts (call $put_text (local.get $texts) (local.get $line) (local.get $line_size)))
    (local.set $texts (call $put_text (local.get $texts) (global.get $HEALTH) (global.get $HEALTH_SIZE)))
    (local.set $line (i32.add (local.get $line) (i32.add (local.get $line_size) (i32.const 1))))
    (br $each)))
  (i32.store $guest (local.get $out) (local.get $pairs))
  (i32.store $guest (local.get $out_size) (local.get $total))
  (i32.const 0))

;; Ok whatever becomes of it, as on Higress.
(func (export "proxy_set_upstream_override_host") (param $host i32) (param $host_size i32) (result i32)
  (local $at i32)
  (if (call $is_outside (local.get $host) (local.get $host_size)) (then (return (i32.const 6))))
  ;; Lend at address 0, or behind the host when that lies in the way.
  (if (i32.lt_u (local.get $host) (global.get $CHOICE_SIZE))
    (then (local.set $at (i32.add (local.get $host) (local.get $host_size)))))
  (if (call $is_outside (local.get $at) (global.get $CHOICE_SIZE)) (then (return (i32.const 10))))
  (memory.copy $own $own (global.get $BLOCK) (global.get $CHOICE) (global.get $CHOICE_SIZE))
  (call $lend (local.get $at) (global.get $CHOICE_SIZE))
  (drop (call $set_property
    (local.get $at) (global.get $CHOICE_SIZE) (local.get $host) (local.get $host_size)))
  (call $restore)
  (i32.const 0))
