import { createHash } from 'node:crypto';
import path from 'node:path';
import { cached } from './cache.ts';
import { abiOf, checkContract, isAbiExport } from './contract.ts';
import type { AbiVersion } from './hostcalls.ts';
import { PLUGIN_MODULE } from './guest-callbacks.ts';
import { mergeModules, mergerVersion } from './merge.ts';
import { needsOf, type Needs } from './needs.ts';
import {
  exportSection,
  importSection,
  memoryExport,
  readInterface,
  type Export,
  type ModuleInterface,
} from './module-interface.ts';
import { joinSections, replaceSection, splitSections, type Section } from './sections.ts';
import { composeShim, GUEST_MEMORY, SHIM_MODULE, type Shim } from './shim.ts';

export { LinkError } from './link-error.ts';

/** Raise it when this folder makes something else of the same plugin and shim. */
const LINKER_VERSION = 2;

/** The newest version upstream Envoy knows; 0.2.100 differs from it only in header status 1. */
const UPSTREAM_ABI_EXPORT = 'proxy_abi_version_0_2_1';
const HIGRESS_ABI_EXPORT = 'proxy_abi_version_0_2_100';

export interface LinkedModule {
  /** A wasm file that upstream Envoy loads. */
  path: string;
  /** Version the plugin was built for; 0.2.100 keeps header status 1, the others turn it into 4. */
  abi: AbiVersion;
  /** Hostcalls it imports that only answer 12 (Unimplemented) here. */
  stubbed: string[];
  needs: Needs;
}

/** Turns a plugin for Higress into one for upstream Envoy. Throws LinkError when that can't be done. */
export async function linkModule(
  wasm: Uint8Array,
  options: { cacheDirectory: string },
): Promise<LinkedModule> {
  const sections = splitSections(wasm);
  const plugin = readInterface(sections);
  const abi = abiOf(plugin);
  checkContract(plugin, abi);
  const needs = needsOf(plugin, wasm);
  const shim = await composeShim(plugin, abi, needs);
  const key = digest(wasm, shim?.text ?? '', mergerVersion(), String(LINKER_VERSION));
  const file = path.resolve(options.cacheDirectory, `${key}.wasm`);
  await cached(file, () => link(sections, plugin, shim));
  return { path: file, abi, stubbed: [...(shim?.stubbed ?? [])], needs };
}

async function link(
  sections: Section[],
  plugin: ModuleInterface,
  shim: Shim | undefined,
): Promise<Uint8Array> {
  const forUpstream = { ...plugin, exports: withUpstreamAbi(plugin.exports) };
  const renamed = replaceSection(sections, exportSection(forUpstream.exports));
  if (shim === undefined) return joinSections(renamed);
  const merged = await mergeModules([
    { name: PLUGIN_MODULE, source: joinSections(openForShim(renamed, forUpstream, shim)) },
    { name: SHIM_MODULE, source: shim.text },
  ]);
  return hideInnerExports(merged, forUpstream, shim);
}

/** Only the deciding version export stays, under the name that upstream knows. */
function withUpstreamAbi(exports: readonly Export[]): Export[] {
  const deciding = exports.find(({ name, kind }) => kind === 'function' && isAbiExport(name))!;
  return exports.flatMap((entry) => {
    if (!isAbiExport(entry.name)) return [entry];
    if (entry !== deciding) return [];
    return [entry.name === HIGRESS_ABI_EXPORT ? { ...entry, name: UPSTREAM_ABI_EXPORT } : entry];
  });
}

/** The plugin imports from the shim what that replaces, and exports to it what that calls. */
function openForShim(sections: Section[], plugin: ModuleInterface, shim: Shim): Section[] {
  const imports = plugin.imports.map((entry) =>
    entry.module === 'env' && shim.replaced.has(entry.name) ? { ...entry, module: SHIM_MODULE } : entry,
  );
  const exports = plugin.exports.map((entry) => ({
    ...entry,
    name: shim.guestExports.get(entry.name) ?? entry.name,
  }));
  const opened = replaceSection(sections, importSection(imports));
  return replaceSection(opened, exportSection([...exports, memoryExport(GUEST_MEMORY)]));
}

/** The merge keeps the exports of both sides; the host shall see those of the plugin and the shim's in front of them. */
function hideInnerExports(merged: Uint8Array, plugin: ModuleInterface, shim: Shim): Uint8Array {
  const sections = splitSections(merged);
  const visible = new Set([...plugin.exports.map(({ name }) => name), ...shim.hostExports]);
  const exports = readInterface(sections).exports.filter(({ name }) => visible.has(name));
  return joinSections(replaceSection(sections, exportSection(exports)));
}

function digest(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
