import { describe, expect, test } from 'vitest';
import { LinkError, RestrictedPhaseError, ScriptedHost } from './index.ts';
import { assemble } from './probes/assemble.ts';
import { Probed, get } from './probes/probed.ts';

const abi = '(func (export "proxy_abi_version_0_2_100"))';
const malloc = '(func (export "malloc") (param i32) (result i32) (i32.const 1024))';
const memory = '(memory (export "memory") 1)';

const load = (body: string, options = {}): Promise<ScriptedHost> =>
  ScriptedHost.load(assemble(`(module ${body})`), options);

describe('linking', () => {
  test('vector 1: a module that names no ABI version is refused', async () => {
    await expect(load(`${memory} ${malloc}`)).rejects.toThrow(LinkError);
  });

  test('vector 2: of two ABI versions the first counts, where that is tolerated', async () => {
    const both = `(func (export "proxy_abi_version_0_2_1")) ${abi} ${memory} ${malloc}`;
    await expect(load(both)).rejects.toThrow(/proxy_abi_version_0_2_1, proxy_abi_version_0_2_100/);
    const host = await load(both, { tolerate: ['two-abi-exports'] });
    expect(host.vm.abi).toBe('0_2_1');
  });

  test('vector 3: an import the ABI version does not offer is refused by name', async () => {
    const clear = '(import "env" "proxy_clear_route_cache" (func (result i32)))';
    await expect(load(`${clear} ${abi} ${memory} ${malloc}`)).rejects.toThrow(
      'import env.proxy_clear_route_cache does not exist under ABI 0_2_100',
    );
  });

  test('vector 4: an import of the wrong type is refused with both types', async () => {
    const narrow = '(import "env" "proxy_increment_metric" (func (param i32 i32) (result i32)))';
    await expect(load(`${narrow} ${abi} ${memory} ${malloc}`)).rejects.toThrow(
      'import env.proxy_increment_metric is (ii:i), the gateway offers (iI:i)',
    );
  });

  test('vector 5: a module without an allocator is refused', async () => {
    await expect(load(`${abi} ${memory}`)).rejects.toThrow('malloc');
  });

  test('vector 6: an export of the wrong type is refused', async () => {
    const short = '(func (export "proxy_on_request_headers") (param i32 i32) (result i32) (i32.const 0))';
    await expect(load(`${abi} ${memory} ${malloc} ${short}`)).rejects.toThrow(
      'export proxy_on_request_headers is (ii:i), the gateway calls (iii:i)',
    );
  });

  test('vector 7: only log is allowed while the module starts', async () => {
    const start = (call: string): string => `
      (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
      (import "env" "proxy_get_property" (func $property (param i32 i32 i32 i32) (result i32)))
      ${abi} ${memory} ${malloc} (data (i32.const 8) "hi") (func (export "_start") ${call})`;
    const host = await load(start('(drop (call $log (i32.const 2) (i32.const 8) (i32.const 2)))'));
    expect(host.logs.map((line) => line.text)).toEqual(['hi']);
    const property = '(drop (call $property (i32.const 8) (i32.const 2) (i32.const 16) (i32.const 20)))';
    await expect(load(start(property))).rejects.toThrow(RestrictedPhaseError);
  });

  test('vector 8: a missing callback continues', async () => {
    const host = await load(`${abi} ${memory} ${malloc}`);
    const stream = host.start().stream();
    expect(stream.requestHeaders(get)).toBe('continue');
    expect(stream.requestTrailers({ a: 'b' })).toBe('continue');
    expect(stream.upstream.hasEnded).toBe(true);
  });

  test('a global import is refused', async () => {
    await expect(load(`(import "env" "g" (global i32)) ${abi} ${memory} ${malloc}`)).rejects.toThrow('env.g');
  });

  test('an import of a module the gateway does not have is refused', async () => {
    await expect(load(`(import "index" "now" (func)) ${abi} ${memory} ${malloc}`)).rejects.toThrow(
      'index.now',
    );
  });

  test('bytes that are not a module are refused', async () => {
    await expect(ScriptedHost.load(Buffer.from('hello'))).rejects.toThrow(LinkError);
  });

  test('a gateway before 2.1.4 has no upstream hosts', async () => {
    const hosts = `(import "env" "proxy_get_upstream_hosts" (func (param i32 i32) (result i32)))`;
    await expect(load(`${hosts} ${abi} ${memory} ${malloc}`, { oldGateway: true })).rejects.toThrow(
      LinkError,
    );
    await expect(load(`${hosts} ${abi} ${memory} ${malloc}`)).resolves.toBeDefined();
  });

  test('memory may be imported instead of exported', async () => {
    const host = await load(`(import "env" "memory" (memory 3)) ${abi} ${malloc}`);
    expect(host.memoryBytes()).toBe(3 * 65536);
  });

  test('the probe links', async () => {
    const { host } = await Probed.start();
    expect(host.vm.abi).toBe('0_2_100');
  });
});
