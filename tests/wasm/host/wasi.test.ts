import { describe, expect, test } from 'vitest';
import { ScriptedHost } from './index.ts';
import { assemble } from './probes/assemble.ts';
import { get, Probed } from './probes/probed.ts';

/** A module whose `_start` logs the answers of WASI calls, one digit pair each. */
async function answers(imports: string, calls: string[], log = ''): Promise<ScriptedHost> {
  const stores = calls.map((call, i) => `(i32.store8 (i32.const ${i}) ${call})`).join('\n');
  const text = `(module ${imports}
    (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
    (memory (export "memory") 2) (data (i32.const 100) "a\\n")
    (data (i32.const 80) "\\64\\00\\00\\00\\02\\00\\00\\00")
    (func (export "proxy_abi_version_0_2_100"))
    (func (export "malloc") (param i32) (result i32) (i32.const 0))
    (func (export "_start") ${log} ${stores}
      (drop (call $log (i32.const 2) (i32.const 0) (i32.const ${calls.length})))))`;
  return ScriptedHost.load(assemble(text));
}

const codes = (host: ScriptedHost): number[] => [...Buffer.from(host.logs.at(-1)!.text)];

describe('WASI', () => {
  test('vector 79: random, clock and output as the gateway has them', async () => {
    const host = await answers(
      `(import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
       (import "wasi_unstable" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
       (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))`,
      [
        '(call $random (i32.const 200) (i32.const 65536))',
        '(call $random (i32.const 200) (i32.const 66560))',
        '(call $clock (i32.const 0) (i64.const 0) (i32.const 128))',
        '(call $clock (i32.const 2) (i64.const 0) (i32.const 128))',
        '(call $write (i32.const 3) (i32.const 80) (i32.const 1) (i32.const 60))',
      ],
      '(i32.store (i32.const 80) (i32.const 100)) (i32.store (i32.const 84) (i32.const 2))' +
        '(drop (call $write (i32.const 1) (i32.const 80) (i32.const 1) (i32.const 60)))',
    );
    expect(host.logs[0]).toEqual({ level: 'info', text: 'a', context: 0 });
    expect(host.vm.memory.u32(60)).toBe(2);
    expect(codes(host)).toEqual([0, 28, 0, 58, 8]);
  });

  test('vector 80: proc_exit returns, and the module goes on', async () => {
    const host = await answers(
      '(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))',
      ['(i32.const 42)'],
      '(call $exit (i32.const 1))',
    );
    expect(codes(host)).toEqual([42]);
  });

  test('a call WASI does not offer here is refused by name', async () => {
    const socket = '(import "wasi_snapshot_preview1" "sock_shutdown" (func (param i32 i32) (result i32)))';
    await expect(answers(socket, [])).rejects.toThrow('wasi_snapshot_preview1.sock_shutdown');
  });
});

describe('memory', () => {
  test('vector 81: memory that grows inside malloc still gets the right bytes', async () => {
    const probed = await Probed.start('request_headers grow-on-malloc; request_headers pairs 0');
    const before = probed.host.memoryBytes();
    probed.stream().requestHeaders({ name: 'value' });
    expect(probed.host.memoryBytes()).toBe(before + 65536);
    expect(probed.answers()[0]).toMatch(/name%00value%00$/);
  });

  test('errors leave the out pointers alone', async () => {
    const probed = await Probed.start('request_headers header 0 none; request_headers property none');
    probed.stream().requestHeaders(get);
    expect(probed.answers()).toEqual(['header 0 none = 1', 'property none = 1']);
  });
});
