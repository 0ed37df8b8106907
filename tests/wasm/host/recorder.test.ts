import { describe, expect, test } from 'vitest';
import { HeaderMap, resp, ScriptedHost } from './index.ts';
import { assemble } from './probes/assemble.ts';
import { compileProbe } from './probes/compile.ts';
import { get, Probed, redis } from './probes/probed.ts';

describe('recording', () => {
  test('a phase is a list of readable lines', async () => {
    const statements = ['header 0 x-key', 'header 0 none', 'add 0 x-a b%20c', `redis ${redis} SET k %00`];
    const script = ['quiet', ...statements, 'return 4'].map((each) => `request_headers ${each}`).join(';');
    const probed = await Probed.start(script);
    const stream = probed.stream();
    probed.host.take();
    stream.requestHeaders({ 'x-key': 'abc' });
    expect(probed.host.take().filter((line) => !line.startsWith('log'))).toEqual([
      'get_header request x-probe -> NotFound',
      'get_header request x-key -> "abc"',
      'get_header request none -> NotFound',
      'add_header request x-a "b c"',
      `redis_call ${redis} SET k "\\u0000" -> 7`,
    ]);
    expect(probed.host.take()).toEqual([]);
    expect(probed.host.calls.at(-2)).toMatchObject({ name: 'redis_call', result: '7', context: 2 });
    probed.host.redis.reply(undefined, resp.ok());
    expect(probed.host.take()).toEqual([]);
  });

  test('a call that is not on the list fails where it is made', async () => {
    const probed = await Probed.start('request_headers header 0 a; request_headers set 0 a b');
    probed.host.allow('log', 'get_header');
    expect(() => probed.stream().requestHeaders(get)).toThrow(
      'unexpected-hostcall: replace_header request a "b"',
    );
    probed.host.allowAll();
    expect(() => probed.stream().requestHeaders(get)).not.toThrow();
  });

  test('counters know calls, bytes and commands', async () => {
    const probed = await Probed.start(`request_headers redis ${redis} GET k; request_headers return 4`);
    const stream = probed.stream();
    probed.host.counters.reset();
    stream.requestHeaders(get);
    probed.host.redis.reply(7, '+OK\r\n');
    const { counters } = probed.host;
    expect(counters).toMatchObject({
      entries: 3,
      redisCommands: 1,
      redisBytesSent: 20,
      redisBytesReceived: 5,
    });
    expect(counters.byName).toMatchObject({ redis_call: 1, get_header: 1 });
    expect(counters.hostcalls).toBe([...counters.calls].reduce((sum, count) => sum + count));
    expect(counters.logLines).toBe(counters.byName.log);
  });

  test('recording changes none of the counts', async () => {
    const script = 'request_headers header 0 :path; request_headers set-shared k v; request_headers pairs 0';
    const counts = [];
    for (const counting of [false, true]) {
      const host = await ScriptedHost.load(await compileProbe(), { counting });
      host.start(script).stream().requestHeaders(get);
      const { entries, allocations, bytesToModule, bytesFromModule, hostcalls } = host.counters;
      counts.push({ entries, allocations, bytesToModule, bytesFromModule, hostcalls });
    }
    expect(counts[1]).toEqual(counts[0]);
  });
});

/** What a thin plugin does for a request, without anything of its own: six hostcalls in six entries. */
const thin = `(module
  (import "env" "proxy_get_header_map_value" (func $get (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_redis_call" (func $redis (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_set_effective_context" (func $choose (param i32) (result i32)))
  (import "env" "proxy_get_buffer_bytes" (func $buffer (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_continue_stream" (func $continue (param i32) (result i32)))
  (memory (export "memory") 1)
  (global $stream (mut i32) (i32.const 0))
  (data (i32.const 0) ":path") (data (i32.const 16) "outbound|6379||redis.dns")
  (data (i32.const 64) "*2\\r\\n$3\\r\\nGET\\r\\n$1\\r\\nk\\r\\n")
  (func (export "proxy_abi_version_0_2_100"))
  (func (export "malloc") (param i32) (result i32) (i32.const 2048))
  (func (export "proxy_on_context_create") (param i32 i32))
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (global.set $stream (local.get 0))
    (drop (call $get (i32.const 0) (i32.const 0) (i32.const 5) (i32.const 128) (i32.const 132)))
    (drop (call $get (i32.const 0) (i32.const 1) (i32.const 4) (i32.const 128) (i32.const 132)))
    (drop (call $redis (i32.const 16) (i32.const 24) (i32.const 64) (i32.const 20) (i32.const 128)))
    (i32.const 4))
  (func (export "proxy_on_redis_call_response") (param i32 i32 i32 i32)
    (drop (call $buffer (i32.const 9) (i32.const 0) (i32.const -1) (i32.const 128) (i32.const 132)))
    (drop (call $choose (global.get $stream)))
    (drop (call $continue (i32.const 0))))
  (func (export "proxy_on_response_headers") (param i32 i32 i32) (result i32) (i32.const 0))
  (func (export "proxy_on_log") (param i32)) (func (export "proxy_on_delete") (param i32)))`;

describe('counting', () => {
  test('a counting host is fast enough not to be what a benchmark measures', async () => {
    const host = await ScriptedHost.load(assemble(thin), { counting: true });
    const root = host.start();
    const reply = Buffer.from(':1\r\n');
    host.redis.answer(() => reply);
    const request = HeaderMap.from(get);
    const response = HeaderMap.from({ ':status': '200' });
    const one = (): void => {
      const stream = root.stream();
      stream.requestHeaders(request, { endOfStream: true });
      stream.responseHeaders(response, { endOfStream: true });
      stream.end();
    };
    for (let i = 0; i < 20_000; i++) one();
    host.counters.reset();
    const requests = 100_000;
    const start = process.hrtime.bigint();
    for (let i = 0; i < requests; i++) one();
    const perSecond = requests / (Number(process.hrtime.bigint() - start) / 1e9);
    expect(host.counters.hostcalls).toBe(6 * requests);
    expect(host.calls).toEqual([]);
    console.log(`${Math.round(perSecond / 1000)} k requests/s through the counting host`);
    // A tenth of what an idle machine does: a guard against a change of order, not a measurement.
    expect(perSecond).toBeGreaterThan(20_000);
  });
});
