import { describe, expect, test } from 'vitest';
import { ScriptedHost } from './index.ts';
import { assemble } from './probes/assemble.ts';
import { get } from './probes/probed.ts';

/** The newest hostcalls, which the probe leaves out so that it loads on older gateways. */
const chooser = (status: number): Uint8Array =>
  assemble(`(module
  (import "env" "proxy_get_upstream_hosts" (func $hosts (param i32 i32) (result i32)))
  (import "env" "proxy_set_upstream_override_host" (func $choose (param i32 i32) (result i32)))
  (import "env" "proxy_inject_encoded_data_to_filter_chain" (func $inject (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1) (data (i32.const 0) "10.0.0.1:80")
  (func (export "proxy_abi_version_0_2_100"))
  (func (export "malloc") (param i32) (result i32) (i32.const 1024))
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (drop (call $hosts (i32.const 64) (i32.const 68))) (i32.const ${status}))
  (func (export "proxy_on_request_body") (param i32 i32 i32) (result i32)
    (drop (call $choose (i32.const 0) (i32.const 11))) (i32.const 0))
  (func (export "proxy_on_response_headers") (param i32 i32 i32) (result i32) (i32.const 1))
  (func (export "proxy_on_response_body") (param i32 i32 i32) (result i32)
    (drop (call $inject (i32.const 0) (i32.const 4) (i32.const 0))) (i32.const 3)))`);

describe('upstream hosts and injected data', () => {
  test('hosts come as pairs, and a choice counts while headers are held', async () => {
    const host = await ScriptedHost.load(chooser(1));
    const upstreamHosts = new Map([['10.0.0.1:80', '{"health_status":"Healthy"}']]);
    const stream = host.start().stream({ upstreamHosts });
    stream.requestHeaders(get);
    stream.requestBody('x', { endOfStream: true });
    expect(host.take()).toEqual([
      'get_upstream_hosts -> [10.0.0.1:80: "{\\"health_status\\":\\"Healthy\\"}"]',
      'set_upstream_override_host 10.0.0.1:80',
    ]);
    expect(stream.upstreamOverride).toBe('10.0.0.1:80');
  });

  test('a choice after the headers left is Ok and without effect', async () => {
    const host = await ScriptedHost.load(chooser(0));
    const stream = host.start().stream();
    stream.requestHeaders(get);
    stream.requestBody('x', { endOfStream: true });
    expect(host.take()).toEqual(['get_upstream_hosts -> []', 'set_upstream_override_host 10.0.0.1:80']);
    expect(stream.upstreamOverride).toBeUndefined();
  });

  test('injected data leaves at once, ahead of what is held', async () => {
    const stream = (await ScriptedHost.load(chooser(0))).start().stream();
    stream.requestHeaders(get, { endOfStream: true });
    stream.responseHeaders({ ':status': '200' });
    stream.responseBody('swallowed');
    expect(stream.downstream.body).toBe('10.0');
    expect(stream.downstream.headers?.get(':status')).toBe('200');
  });
});
