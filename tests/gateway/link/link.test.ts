import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LinkError, linkModule } from '../../../gateway/link/link.ts';
import { readInterface, type ModuleInterface } from '../../../gateway/link/module-interface.ts';
import { joinSections, makeSection, splitSections } from '../../../gateway/link/sections.ts';
import { assemble, hostcall, plugin, withOneMemory } from './wat.ts';

/** A merge takes half a second, several on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

let cacheDirectory: string;

beforeEach(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'link-test-'));
});
afterEach(() => rm(cacheDirectory, { recursive: true }));

async function interfaceOf(file: string): Promise<ModuleInterface> {
  return readInterface(splitSections(await readFile(file)));
}

const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name).sort();

describe('a linked module', () => {
  it('exports the version upstream knows, and nothing else changes when it uses nothing of Higress', async () => {
    const wasm = plugin(hostcall('proxy_log', 3));
    const { path: file, abi, stubbed } = await linkModule(wasm, { cacheDirectory });
    expect([abi, stubbed]).toEqual(['0.2.100', []]);
    const { imports, exports } = await interfaceOf(file);
    expect(names(imports)).toEqual(['proxy_log']);
    expect(names(exports)).toEqual(['malloc', 'memory', 'proxy_abi_version_0_2_1']);
  });

  it.each(['0_1_0', '0_2_0', '0_2_1'])('of version %s stays byte for byte', async (abi) => {
    const wasm = plugin(hostcall('proxy_log', 3), abi);
    const { path: file } = await linkModule(wasm, { cacheDirectory });
    expect(await readFile(file)).toEqual(Buffer.from(wasm));
  });

  it('of two versions keeps the deciding one', async () => {
    const both = '(func (export "proxy_abi_version_0_2_1"))';
    const { path: file, abi } = await linkModule(plugin(both), { cacheDirectory });
    expect(abi).toBe('0.2.1');
    expect(names((await interfaceOf(file)).exports)).toEqual(['malloc', 'memory', 'proxy_abi_version_0_2_1']);
  });

  it('imports hostcalls of upstream only, and hides how it was merged', async () => {
    // A hostcall imported twice is legal.
    const imports = [
      hostcall('proxy_redis_init', 7),
      hostcall('proxy_redis_call', 5),
      hostcall('proxy_get_upstream_hosts', 2),
      hostcall('proxy_inject_encoded_data_to_filter_chain', 3),
    ];
    const { path: file, stubbed } = await linkModule(plugin([...imports, ...imports].join('')), {
      cacheDirectory,
    });
    expect(stubbed).toEqual([]);
    const linked = await interfaceOf(file);
    expect(linked.imports.filter(({ module }) => module !== 'env')).toEqual([]);
    expect(names(linked.imports)).toContain('proxy_http_call');
    expect(names(linked.imports).filter((name) => /redis|hosts|inject/.test(name))).toEqual([]);
    expect(names(linked.exports)).toEqual([
      'malloc',
      'memory',
      'proxy_abi_version_0_2_1',
      'proxy_on_delete',
      'proxy_on_http_call_response',
      'proxy_on_response_body',
      'proxy_on_response_trailers',
    ]);
  });

  it('keeps proxy_on_memory_allocate behind malloc, and an imported memory', async () => {
    const wasm = assemble(`(module (import "env" "memory" (memory 1))
      ${hostcall('proxy_get_property', 4)}
      (func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 77))
      (func (export "proxy_abi_version_0_2_100")))`);
    const { path: file } = await linkModule(wasm, { cacheDirectory });
    const { imports, exports } = await interfaceOf(file);
    expect(names(imports)).toEqual(['memory', 'proxy_get_property']);
    expect(names(exports)).toContain('malloc');
    const memory = new WebAssembly.Memory({ initial: 8 });
    const module = new WebAssembly.Module(withOneMemory(await readFile(file)));
    const env = { memory, proxy_get_property: () => 0 };
    const { malloc } = new WebAssembly.Instance(module, { env }).exports as {
      malloc: (size: number) => number;
    };
    expect(malloc(8)).toBe(77);
  });

  it('keeps the names of its functions for backtraces, and custom sections', async () => {
    const wasm = assemble(`(module ${hostcall('proxy_get_property', 4)}
      (memory (export "memory") 1) (func $my_allocator (export "malloc") (param i32) (result i32) (i32.const 0))
      (func (export "proxy_abi_version_0_2_1")))`);
    const custom = makeSection(0, Buffer.from('\x08producersome data'));
    const named = joinSections([...splitSections(wasm), custom]);
    const { path: file } = await linkModule(named, { cacheDirectory });
    const linked = await readFile(file, 'latin1');
    expect(linked).toContain('producersome data');
    const nameSection = splitSections(Buffer.from(linked, 'latin1')).find(
      ({ id, body }) => id === 0 && body[1] === 0x6e,
    );
    expect(Buffer.from(nameSection!.body).toString('latin1')).toContain('is_short_name');
  });

  it('can be a real AssemblyScript plugin', async () => {
    const source = path.join(cacheDirectory, 'plugin.ts');
    const output = path.join(cacheDirectory, 'plugin.wasm');
    await writeFile(
      source,
      `@external("env", "proxy_redis_call") declare function call(c: usize, cn: usize, q: usize, qn: usize, t: usize): u32;
      export function proxy_abi_version_0_2_100(): void {}
      export function malloc(size: usize): usize { return heap.alloc(size); }
      export function proxy_on_request_headers(id: u32, n: u32, end: u32): u32 { return call(0, 0, 0, 0, heap.alloc(4)); }
      function abort(m: string | null, f: string | null, l: u32, c: u32): void { unreachable(); }`,
    );
    const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
    execFileSync(
      process.execPath,
      [asc, 'plugin.ts', '--config', 'none', '-O3', '--use', 'abort=plugin/abort', '-o', output],
      {
        cwd: cacheDirectory,
      },
    );
    const { path: file } = await linkModule(await readFile(output), { cacheDirectory });
    expect(names((await interfaceOf(file)).exports)).toContain('proxy_on_request_headers');
    expect(WebAssembly.validate(withOneMemory(await readFile(file)))).toBe(true);
  });
});

describe('the cache', () => {
  const wasm = plugin(hostcall('proxy_log', 3));

  it('is asked first, and knows a plugin by its content', async () => {
    const first = await linkModule(wasm, { cacheDirectory });
    await writeFile(first.path, 'as left by another process');
    expect(await linkModule(Uint8Array.from(wasm), { cacheDirectory })).toEqual(first);
    expect(await readFile(first.path, 'utf8')).toBe('as left by another process');
    const other = await linkModule(plugin(`${hostcall('proxy_log', 3)} (func)`), { cacheDirectory });
    expect(other.path).not.toBe(first.path);
  });
});

describe('a module that cannot be linked', () => {
  it('leaves nothing in the cache', async () => {
    await expect(linkModule(plugin(hostcall('abort', 4)), { cacheDirectory })).rejects.toThrow(LinkError);
    await expect(linkModule(Buffer.from('no wasm'), { cacheDirectory })).rejects.toThrow(LinkError);
    expect(await readdir(cacheDirectory)).toEqual([]);
  });

  it('is a LinkError when its code is broken', async () => {
    const wasm = plugin(hostcall('proxy_get_property', 4));
    const broken = splitSections(wasm).map((section) =>
      section.id === 10 ? makeSection(10, Uint8Array.from(section.body).fill(0xff, 2)) : section,
    );
    const linking = linkModule(joinSections(broken), { cacheDirectory });
    await expect(linking).rejects.toThrow(/wasm-merge refuses the module/);
    await expect(linking).rejects.toThrow(LinkError);
    expect(await readdir(cacheDirectory)).toEqual([]);
  });
});
