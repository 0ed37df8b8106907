import { callbackSignature } from './callbacks.ts';
import { HOSTCALLS, type AbiVersion } from './hostcalls.ts';
import { LinkError } from './link-error.ts';
import type { Import, ModuleInterface } from './module-interface.ts';
import { sameSignature, showSignature, type Signature } from './signature.ts';
import { WASI, WASI_MODULES } from './wasi.ts';

const ABI_EXPORTS: ReadonlyMap<string, AbiVersion> = new Map([
  ['proxy_abi_version_0_1_0', '0.1.0'],
  ['proxy_abi_version_0_2_0', '0.2.0'],
  ['proxy_abi_version_0_2_1', '0.2.1'],
  ['proxy_abi_version_0_2_100', '0.2.100'],
]);

export function isAbiExport(name: string): boolean {
  return ABI_EXPORTS.has(name);
}

/** The first such function in the order of the export section decides, as in the host. */
export function abiOf(module: ModuleInterface): AbiVersion {
  for (const { name, kind } of module.exports) {
    const abi = ABI_EXPORTS.get(name);
    if (abi !== undefined && kind === 'function') return abi;
  }
  throw new LinkError(
    'higress',
    'no proxy_abi_version_… function is exported',
    'export exactly one, proxy_abi_version_0_2_100 for a current plugin',
  );
}

/** Refuses what Higress would refuse when it links the module with its hostcalls. */
export function checkContract(module: ModuleInterface, abi: AbiVersion): void {
  for (const entry of module.imports) checkImport(entry, abi);
  for (const entry of module.exports) {
    const expected = callbackSignature(entry.name, abi);
    if (expected !== undefined && entry.signature !== undefined) {
      checkSignature(`export ${entry.name}`, entry.signature, expected);
    }
  }
  if (allocatorOf(module) === undefined) {
    throw new LinkError(
      'higress',
      'neither malloc nor proxy_on_memory_allocate is exported',
      'export one of them',
    );
  }
  if (!module.hasMemory) throw new LinkError('higress', 'the module has no memory', 'export one as "memory"');
}

/** The export the host calls for memory; malloc is preferred. */
export function allocatorOf(module: ModuleInterface): string | undefined {
  return ['malloc', 'proxy_on_memory_allocate'].find((name) =>
    module.exports.some((entry) => entry.name === name && entry.kind === 'function'),
  );
}

function checkImport({ module, name, kind, signature }: Import, abi: AbiVersion): void {
  const what = `import ${module}.${name}`;
  if (signature === undefined) {
    // The host creates an imported memory or table by itself.
    if (kind === 'memory' || kind === 'table') return;
    throw new LinkError(
      'higress',
      `${what} is a ${kind}, which the gateway never supplies`,
      'define it in the module',
    );
  }
  const expected =
    module === 'env' ? hostcallSignature(name, abi) : WASI_MODULES.has(module) ? WASI.get(name) : undefined;
  if (expected === undefined) {
    const remedy = REMEDIES.get(name) ?? 'remove the code that uses it';
    throw new LinkError('higress', `${what} is not a hostcall of Higress`, remedy);
  }
  checkSignature(what, signature, expected);
}

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['abort', 'compile with --use abort=<a function of the plugin>'],
  ['seed', 'do not call Math.random() without a seed of your own'],
  ['trace', 'log with proxy_log instead of trace()'],
  ['Date.now', 'read the time with proxy_get_current_time_nanoseconds'],
]);

function hostcallSignature(name: string, abi: AbiVersion): Signature | undefined {
  const hostcall = HOSTCALLS.get(name);
  if (hostcall === undefined || hostcall.abis.includes(abi)) return hostcall?.signature;
  throw new LinkError(
    'higress',
    `import env.${name} is not a hostcall of Higress under ABI ${abi} (only under ${hostcall.abis.join(', ')})`,
    'remove the code that uses it',
  );
}

function checkSignature(what: string, actual: Signature, expected: Signature): void {
  if (sameSignature(actual, expected)) return;
  throw new LinkError(
    'higress',
    `${what} has the type ${showSignature(actual)} instead of ${showSignature(expected)}`,
    'correct its declaration',
  );
}
