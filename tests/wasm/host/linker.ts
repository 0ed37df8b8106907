import {
  abiVersions,
  callbackSignatures,
  callbackSignatures010,
  Result,
  shapeOf,
  type AbiVersion,
  type HostcallName,
} from './abi.ts';
import { basicCalls } from './calls/basics.ts';
import { bufferCalls } from './calls/buffers.ts';
import { calloutCalls } from './calls/callouts.ts';
import { headerCalls } from './calls/headers.ts';
import { sharedCalls } from './calls/shared.ts';
import { streamCalls } from './calls/streams.ts';
import { dispatcher } from './dispatch.ts';
import { LinkError } from './errors.ts';
import type { Hostcalls } from './hostcall.ts';
import type { Services } from './services.ts';
import type { Strict } from './strict.ts';
import { Vm } from './vm.ts';
import { wasiCalls, wasiModules } from './wasi.ts';
import { readInterface, type WasmImport, type WasmInterface } from './wasm-types.ts';

/** A module checked against the ABI it names, ready to be instantiated any number of times. */
export interface LinkedModule {
  module: WebAssembly.Module;
  abi: AbiVersion;
  imports: readonly WasmImport[];
}

export interface LinkRules {
  /** A gateway older than 2.1.4: no upstream hosts, no injected data. */
  isOldGateway: boolean;
  strict: Strict;
}

/** @throws LinkError naming what the gateway would refuse */
export function link(wasm: Uint8Array, rules: LinkRules): LinkedModule {
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(wasm as BufferSource);
  } catch (error) {
    throw new LinkError(`not a WebAssembly module: ${String(error)}`, { cause: error });
  }
  const found = readInterface(wasm);
  const abi = chooseAbi(found, rules.strict);
  checkExports(found, abi);
  for (const wanted of found.imports) checkImport(wanted, abi, rules.isOldGateway);
  return { module, abi, imports: found.imports };
}

/** The first one in the export section counts; a module has no reason to name two. */
function chooseAbi({ exports }: WasmInterface, strict: Strict): AbiVersion {
  const named = exports
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => abiVersions.find((version) => name === `proxy_abi_version_${version}`))
    .filter((version) => version !== undefined);
  const [first] = named;
  if (first === undefined) throw new LinkError('missing or unknown proxy_abi_version_* export');
  if (named.length > 1) {
    try {
      strict.violate('two-abi-exports', named.map((version) => `proxy_abi_version_${version}`).join(', '));
    } catch (error) {
      throw new LinkError(String(error), { cause: error });
    }
  }
  return first;
}

function checkExports({ exports }: WasmInterface, abi: AbiVersion): void {
  const signatures = { ...callbackSignatures, ...(abi === '0_1_0' ? callbackSignatures010 : {}) };
  for (const { name, signature } of exports) {
    const expected = Object.hasOwn(signatures, name) ? signatures[name] : undefined;
    if (expected === undefined || signature === undefined) continue;
    const actual = `${signature.params}:${signature.results}`;
    if (actual !== expected)
      throw new LinkError(`export ${name} is (${actual}), the gateway calls (${expected})`);
  }
  const names = new Set(exports.map(({ name }) => name));
  if (!names.has('malloc') && !names.has('proxy_on_memory_allocate')) {
    throw new LinkError('export malloc or proxy_on_memory_allocate is missing');
  }
}

function checkImport(wanted: WasmImport, abi: AbiVersion, isOldGateway: boolean): void {
  const name = `${wanted.module}.${wanted.name}`;
  if (wanted.kind === 'global') throw new LinkError(`import ${name} is a global: the gateway offers none`);
  if (wanted.kind !== 'function') return;
  const offered = offeredSignature(wanted, abi, isOldGateway);
  if (offered === undefined) throw new LinkError(`import ${name} does not exist under ABI ${abi}`);
  const actual = `${wanted.signature?.params}:${wanted.signature?.results}`;
  if (actual !== offered)
    throw new LinkError(`import ${name} is (${actual}), the gateway offers (${offered})`);
}

function offeredSignature(wanted: WasmImport, abi: AbiVersion, isOldGateway: boolean): string | undefined {
  if (wasiModules.includes(wanted.module)) {
    const params = wasiSignatures[wanted.name];
    return params && `${params.slice(1)}:${wanted.name === 'proc_exit' ? '' : 'i'}`;
  }
  if (wanted.module !== 'env') return undefined;
  if (wanted.name === 'emscripten_notify_memory_growth') return 'i:';
  const shape = shapeOf(wanted.name);
  if (shape === undefined || (shape.abi && !shape.abi.includes(abi))) return undefined;
  return isOldGateway && shape.recent ? undefined : `${shape.params}:i`;
}

// Signatures need no VM; the leading letter keeps an empty parameter list truthy.
const wasiSignatures: Record<string, string> = Object.fromEntries(
  Object.entries(wasiCalls({ services: { environment: {} } } as Vm)).map(([name, { params }]) => [
    name,
    `:${params}`,
  ]),
);

/** A fresh VM: instantiated, `_initialize` and main run. */
export function instantiate(linked: LinkedModule, services: Services): Vm {
  const vm = new Vm(services, linked.abi);
  const memories = new Map<string, WebAssembly.Memory>();
  const imports: WebAssembly.Imports = {};
  const hostcalls = allCalls(vm);
  const wasi = wasiCalls(vm);
  for (const wanted of linked.imports) {
    const module = (imports[wanted.module] ??= {});
    module[wanted.name] = importFor(wanted, vm, hostcalls, wasi, memories);
  }
  vm.isRestricted = true;
  const instance = new WebAssembly.Instance(linked.module, imports);
  vm.attach(instance, [...memories.values()][0]);
  vm.initialize();
  return vm;
}

function importFor(
  wanted: WasmImport,
  vm: Vm,
  hostcalls: Hostcalls,
  wasi: ReturnType<typeof wasiCalls>,
  memories: Map<string, WebAssembly.Memory>,
): WebAssembly.ImportValue {
  if (wanted.kind === 'memory') {
    const memory = new WebAssembly.Memory(wanted.limits ?? { initial: 1 });
    memories.set(wanted.name, memory);
    return memory;
  }
  if (wanted.kind === 'table') return new WebAssembly.Table({ element: 'anyfunc', ...wanted.limits! });
  if (wasiModules.includes(wanted.module)) return wasi[wanted.name]!.run;
  if (wanted.name === 'emscripten_notify_memory_growth') return () => undefined;
  const short = shapeOf(wanted.name)!.short as HostcallName;
  return dispatcher(vm, short, hostcalls[wanted.name]!);
}

function allCalls(vm: Vm): Hostcalls {
  const refuse = { run: () => Result.Unimplemented };
  return {
    ...basicCalls(vm),
    ...headerCalls(vm),
    ...bufferCalls(vm),
    ...streamCalls(vm),
    ...sharedCalls(vm),
    ...calloutCalls(vm),
    proxy_grpc_call: refuse,
    proxy_grpc_stream: refuse,
    proxy_grpc_close: refuse,
    proxy_grpc_cancel: refuse,
    proxy_grpc_send: refuse,
    proxy_get_configuration: refuse,
    proxy_clear_route_cache: refuse,
  };
}
