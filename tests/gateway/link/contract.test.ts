import { describe, expect, it } from 'vitest';
import { abiOf, checkContract } from '../../../gateway/link/contract.ts';
import { HOSTCALLS, type AbiVersion } from '../../../gateway/link/hostcalls.ts';
import { LinkError } from '../../../gateway/link/link-error.ts';
import { readInterface } from '../../../gateway/link/module-interface.ts';
import { splitSections } from '../../../gateway/link/sections.ts';
import type { Signature } from '../../../gateway/link/signature.ts';
import { WASI } from '../../../gateway/link/wasi.ts';
import { assemble, hostcall, plugin } from './wat.ts';

function check(wasm: Uint8Array): AbiVersion {
  const module = readInterface(splitSections(wasm));
  const abi = abiOf(module);
  checkContract(module, abi);
  return abi;
}

function refusal(wasm: Uint8Array): LinkError {
  try {
    check(wasm);
  } catch (error) {
    if (error instanceof LinkError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const func = (name: string): string => `(func (export "${name}"))`;
const REST = '(memory (export "memory") 1) (func (export "malloc") (param i32) (result i32) (i32.const 0))';

describe('the ABI version', () => {
  it.each([
    ['0_1_0', '0.1.0'],
    ['0_2_0', '0.2.0'],
    ['0_2_1', '0.2.1'],
    ['0_2_100', '0.2.100'],
  ])('is taken from the export proxy_abi_version_%s', (name, abi) => {
    expect(check(plugin('', name))).toBe(abi);
  });

  it('is the first of several in the order of the exports', () => {
    const both = (...names: string[]): Uint8Array => assemble(`(module ${names.map(func).join('')} ${REST})`);
    expect(check(both('proxy_abi_version_0_2_1', 'proxy_abi_version_0_2_100'))).toBe('0.2.1');
    expect(check(both('proxy_abi_version_0_2_100', 'proxy_abi_version_0_2_1'))).toBe('0.2.100');
  });

  it('is not told by an export that is no function', () => {
    const global = '(global (export "proxy_abi_version_0_2_1") i32 (i32.const 0))';
    expect(refusal(assemble(`(module ${global} ${REST})`)).message).toContain(
      'no proxy_abi_version_… function',
    );
  });

  it('must be there', () => {
    const { message } = refusal(assemble(`(module ${REST})`));
    expect(message).toContain('no proxy_abi_version_… function is exported');
    expect(message).toContain('would not load on Higress either');
  });
});

describe('an import', () => {
  const typed = (module: string, name: string, { params, results }: Signature): string =>
    `(import "${module}" "${name}" (func (param ${params.join(' ')}) (result ${results.join(' ')})))`;

  it('may be any hostcall of the version, and any function of WASI under both its names', () => {
    for (const abi of ['0.1.0', '0.2.0', '0.2.1', '0.2.100'] as const) {
      const own = [...HOSTCALLS].filter(([, { abis }]) => abis.includes(abi));
      const imports = [
        ...own.map(([name, { signature }]) => typed('env', name, signature)),
        ...[...WASI].flatMap(([name, type]) => [
          typed('wasi_snapshot_preview1', name, type),
          typed('wasi_unstable', name, type),
        ]),
      ];
      expect(check(plugin(imports.join('\n'), abi.replaceAll('.', '_')))).toBe(abi);
    }
  });

  it.each([
    ['abort', 4, '--use abort='],
    ['seed', 0, 'Math.random'],
    ['Date.now', 0, 'proxy_get_current_time_nanoseconds'],
    ['proxy_fetch', 2, 'remove the code'],
  ])('env.%s is refused with a remedy', (name, params, remedy) => {
    const { message } = refusal(plugin(hostcall(name, params)));
    expect(message).toContain(`import env.${name} is not a hostcall of Higress`);
    expect(message).toContain(remedy);
  });

  it('of another module is refused', () => {
    expect(refusal(plugin(hostcall('proxy_log', 3, 'envy'))).message).toContain(
      'import envy.proxy_log is not',
    );
  });

  it.each([
    ['proxy_get_configuration', 2],
    ['proxy_continue_request', 0],
    ['proxy_continue_response', 0],
    ['proxy_clear_route_cache', 0],
  ])('%s is refused since 0.2.0', (name, params) => {
    expect(check(plugin(hostcall(name, params), '0_1_0'))).toBe('0.1.0');
    for (const abi of ['0_2_0', '0_2_1', '0_2_100']) {
      expect(refusal(plugin(hostcall(name, params), abi)).message).toContain(
        `env.${name} is not a hostcall of Higress under ABI`,
      );
    }
  });

  it('proxy_get_log_level is refused before 0.2.1, continue_stream before 0.2.0', () => {
    expect(refusal(plugin(hostcall('proxy_get_log_level', 1), '0_2_0')).message).toContain('0.2.1, 0.2.100');
    expect(refusal(plugin(hostcall('proxy_continue_stream', 1), '0_1_0')).message).toContain('0.2.0');
  });

  it('of the wrong type is refused with both types', () => {
    const { message } = refusal(plugin(hostcall('proxy_increment_metric', 2)));
    expect(message).toContain('(i32, i32) -> i32 instead of (i32, i64) -> i32');
    expect(refusal(plugin(hostcall('proxy_grpc_call', 10))).message).toContain('proxy_grpc_call');
  });

  it('may be a memory or a table, never a global', () => {
    const rest = `${func('proxy_abi_version_0_2_1')} (func (export "malloc") (param i32) (result i32) (i32.const 0))`;
    const imports = '(import "env" "memory" (memory 1)) (import "env" "table" (table 1 funcref))';
    expect(check(assemble(`(module ${imports} ${rest})`))).toBe('0.2.1');
    expect(refusal(plugin('(import "env" "__memory_base" (global i32))')).message).toContain('is a global');
  });
});

describe('an export', () => {
  it('for memory is asked for under either name', () => {
    const other = '(func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 0))';
    const abi = func('proxy_abi_version_0_2_1');
    expect(check(assemble(`(module ${abi} (memory (export "memory") 1) ${other})`))).toBe('0.2.1');
    expect(refusal(assemble(`(module ${abi} (memory (export "memory") 1))`)).message).toContain(
      'neither malloc nor',
    );
    expect(refusal(assemble(`(module ${abi} ${other})`)).message).toContain('no memory');
  });

  it('that is a callback must have its type', () => {
    const headers = '(func (export "proxy_on_request_headers") (param i32 i32) (result i32) (i32.const 0))';
    expect(refusal(plugin(headers)).message).toContain('export proxy_on_request_headers');
    expect(check(plugin(headers, '0_1_0'))).toBe('0.1.0');
  });
});
