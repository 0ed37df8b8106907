import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readInterface } from '../../../gateway/link/module-interface.ts';
import { splitSections } from '../../../gateway/link/sections.ts';
import { linkModule } from '../../../gateway/link/link.ts';
import { instrument } from '../../../gateway/trace/instrument.ts';
import { assemble, withOneMemory } from '../link/wat.ts';
import { RecordReader, isTraceLine, type CallRecord } from '../../../gateway/trace/record.ts';

// Asks for `x-name` as often as its second parameter says, at the address that the third says.
const GUEST = `
(module
  (import "env" "proxy_get_header_map_value" (func $get (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_redis_call" (func $redis (param i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "0123456789")
  (data (i32.const 100) "x-name")
  (data (i32.const 60000) "${'end of the first page'}")
  (func (export "proxy_abi_version_0_2_100"))
  (func (export "malloc") (param i32) (result i32) (i32.const 200))
  (func $ask (export "proxy_on_request_headers") (param $id i32) (param $count i32) (param $at i32) (result i32)
    (block $end (loop $each
      (br_if $end (i32.eqz (local.get $count)))
      (drop (call $get (i32.const 0) (local.get $at) (i32.const 6) (i32.const 300) (i32.const 304)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br $each)))
    (i32.const 3))
  (func (export "proxy_on_done") (param $id i32) (result i32)
    (call $redis (i32.const 100) (i32.const 6) (i32.const 0) (i32.const 0) (i32.const 304)))
  (func (export "_initialize")
    (drop (call $ask (i32.const 1) (i32.const 1) (i32.const 100)))))
`;

const PAGE = 65536;

let cache: string;
let traced: Uint8Array;
let runnable: Uint8Array<ArrayBuffer>;
let lines: string[];
let clock: bigint;
let instance: WebAssembly.Instance;

/** The plugin's own page; those of the tracer lie behind it here. */
const memory = () => Buffer.from((instance.exports['memory'] as WebAssembly.Memory).buffer, 0, PAGE);
const run = (name: string, ...args: number[]) =>
  (instance.exports[name] as (...all: number[]) => number)(...args);

function records(): CallRecord[] {
  const reader = new RecordReader();
  expect(lines.every(isTraceLine)).toBe(true);
  return lines.splice(0).flatMap((line) => reader.read('1', line));
}

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'traced-'));
  traced = await instrument(assemble(GUEST), cache);
  runnable = withOneMemory(traced);
});
afterAll(() => rm(cache, { recursive: true }));

beforeEach(() => {
  lines = [];
  clock = 1_000n;
  instance = new WebAssembly.Instance(new WebAssembly.Module(runnable), {
    env: {
      proxy_log: (level: number, at: number, size: number) => {
        expect(level).toBe(5);
        lines.push(memory().toString('latin1', at, at + size));
        return 0;
      },
      proxy_get_current_time_nanoseconds: (at: number) => {
        memory().writeBigUInt64LE((clock += 10n), at);
        return 0;
      },
      proxy_get_header_map_value: () => 1,
      proxy_redis_call: (
        _cluster: number,
        _size: number,
        _query: number,
        _querySize: number,
        out: number,
      ) => {
        memory().writeUInt32LE(77, out);
        return 0;
      },
    },
  });
});

test('a callback is written down with the hostcalls inside it, their order, times and results', () => {
  expect(run('proxy_on_request_headers', 9, 2, 100)).toBe(3);
  const [callback, first, second, ...more] = records();
  expect(more).toEqual([]);
  expect(callback).toMatchObject({ name: 'proxy_on_request_headers', context: 9, result: 3, about: '' });
  for (const hostcall of [first, second]) {
    expect(hostcall).toMatchObject({
      name: 'proxy_get_header_map_value',
      context: 9,
      result: 1,
      about: 'x-name',
    });
  }
  const times = [callback, first, second].flatMap((record) => [record!.beginNs, record!.endNs]);
  expect(times).toEqual([1_010n, 1_060n, 1_020n, 1_030n, 1_040n, 1_050n]);
});

test('a callout has its token', () => {
  run('proxy_on_done', 9);
  expect(records()).toMatchObject([{ name: 'proxy_on_done' }, { name: 'proxy_redis_call', token: 77 }]);
});

test("the plugin's memory is as it was", () => {
  const before = Buffer.from(memory());
  run('proxy_on_request_headers', 1, 40, 100);
  expect(lines.length).toBeGreaterThan(1);
  expect(memory().equals(before)).toBe(true);
});

test('many hostcalls come in several lines, also when those of threads are mixed', () => {
  run('proxy_on_request_headers', 1, 40, 100);
  const own = lines.splice(0);
  run('proxy_on_request_headers', 2, 40, 100);
  const other = lines.splice(0);
  expect(own.length).toBeGreaterThan(2);
  const reader = new RecordReader();
  const mixed = own.map((line, index) => [
    ...reader.read('1', line),
    ...reader.read('2', other[index] ?? ''),
  ]);
  const contexts = mixed.flat().map(({ context }) => context);
  expect(contexts).toEqual([...Array<number>(41).fill(1), ...Array<number>(41).fill(2)]);
});

test('what does not fit is counted, and the next callback is whole again', () => {
  run('proxy_on_request_headers', 1, 2000, 100);
  const all = records();
  const dropped = all.at(-1)!;
  expect(dropped.name).toBe('dropped');
  expect(all.length - 2 + dropped.result).toBe(2000);
  run('proxy_on_request_headers', 1, 2, 100);
  expect(records()).toHaveLength(3);
});

test('a text outside of the memory is none, and calls outside of callbacks are not written down', () => {
  run('proxy_on_request_headers', 1, 1, 65534);
  expect(records()).toMatchObject([{}, { about: '' }]);
  run('_initialize');
  expect(records()).toEqual([]);
});

test('it is linked as any other plugin, and made once', async () => {
  const { path } = await linkModule(traced, { cacheDirectory: cache });
  const names = readInterface(splitSections(await readFile(path))).exports.map(({ name }) => name);
  expect(names.sort()).toEqual(
    ['_initialize', 'malloc', 'memory', 'proxy_abi_version_0_2_1', 'proxy_on_done'].concat(
      'proxy_on_http_call_response',
      'proxy_on_request_headers',
    ),
  );
  expect(Buffer.from(await instrument(assemble(GUEST), cache)).equals(Buffer.from(traced))).toBe(true);
});
