import { ask, type Vector } from '../vector.ts';

/** A module whose `_start` logs the answers of WASI calls as letters, `a` for 0. */
const wasi = (imports: string, calls: readonly string[], before = ''): string => `(module ${imports}
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 2) (data (i32.const 100) "written\\n") (data (i32.const 0) "codes ")
  (func (export "proxy_abi_version_0_2_100"))
  (func (export "malloc") (param i32) (result i32) (i32.const 0))
  (func (export "_start") ${before}
    ${calls.map((call, i) => `(i32.store8 (i32.const ${6 + i}) (i32.add (i32.const 97) ${call}))`).join('\n')}
    (drop (call $log (i32.const 2) (i32.const 0) (i32.const ${6 + calls.length})))))`;

const letters = (...codes: number[]): string =>
  `codes ${codes.map((code) => String.fromCharCode(97 + code)).join('')}`;
const preview1 = (name: string, type: string) =>
  `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${type}))`;

/** WASI and memory. */
export const runtimeVectors: readonly Vector[] = [
  {
    number: 79,
    title: 'random bytes, clocks and output are bounded as WASI says',
    steps: [
      {
        load: 'module',
        module: {
          text: wasi(
            [
              preview1('random_get', '(param i32 i32) (result i32)'),
              preview1('fd_write', '(param i32 i32 i32 i32) (result i32)'),
              '(import "wasi_unstable" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))',
            ].join('\n'),
            [
              '(call $random_get (i32.const 200) (i32.const 65536))',
              '(call $clock (i32.const 0) (i64.const 0) (i32.const 128))',
              '(call $fd_write (i32.const 3) (i32.const 80) (i32.const 1) (i32.const 60))',
              '(i32.load8_u (i32.const 60))',
              // 28 and 58 lie beyond the letters.
              '(i32.sub (call $random_get (i32.const 200) (i32.const 66560)) (i32.const 28))',
              '(i32.sub (call $clock (i32.const 2) (i64.const 0) (i32.const 128)) (i32.const 58))',
            ],
            `(i32.store (i32.const 80) (i32.const 100)) (i32.store (i32.const 84) (i32.const 8))
             (drop (call $fd_write (i32.const 1) (i32.const 80) (i32.const 1) (i32.const 60)))`,
          ),
        },
        expect: { told: ['written', letters(0, 0, 8, 8, 0, 0)] },
      },
    ],
  },
  {
    number: 80,
    title: 'proc_exit returns, and the module goes on',
    steps: [
      {
        load: 'module',
        module: {
          text: `(module ${preview1('proc_exit', '(param i32)')}
            (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
            (memory (export "memory") 1) (data (i32.const 0) "went on")
            (func (export "proxy_abi_version_0_2_100"))
            (func (export "malloc") (param i32) (result i32) (i32.const 0))
            (func (export "proxy_on_vm_start") (param i32 i32) (result i32)
              (call $proc_exit (i32.const 1))
              (drop (call $log (i32.const 2) (i32.const 0) (i32.const 7)))
              (i32.const 1)))`,
        },
        expect: { told: ['went on'] },
      },
    ],
  },
  ask(
    81,
    'memory that grows inside malloc still gets the right bytes',
    { script: 'request_headers set-pairs 0 a=b; request_headers grow-on-malloc; request_headers pairs 0' },
    { told: ['pairs 0 = 0 %01%00%00%00%01%00%00%00%01%00%00%00a%00b%00'] },
  ),
];
