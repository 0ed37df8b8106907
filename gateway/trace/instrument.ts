import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../link/cache.ts';
import { mergeModules, mergerVersion } from '../link/merge.ts';
import {
  exportSection,
  importSection,
  memoryExport,
  readInterface,
  type Export,
  type Import,
} from '../link/module-interface.ts';
import { joinSections, replaceSection, splitSections } from '../link/sections.ts';
import type { Signature } from '../link/signature.ts';

const TRACER = 'tracer';
const PLUGIN = 'plugin';
const GUEST_MEMORY = 'traced_memory';
const tracedName = (name: string) => `traced_${name}`;

/** Parameters that hold address and size of what a hostcall is about; never a value, which may be a secret. */
const TEXTS: Readonly<Record<string, number>> = {
  proxy_get_property: 0,
  proxy_set_property: 0,
  proxy_get_header_map_value: 1,
  proxy_add_header_map_value: 1,
  proxy_replace_header_map_value: 1,
  proxy_remove_header_map_value: 1,
  proxy_get_shared_data: 0,
  proxy_set_shared_data: 0,
  proxy_call_foreign_function: 0,
  proxy_http_call: 0,
  proxy_redis_call: 0,
};
/** The parameter behind which a call leaves its token. */
const TOKENS: Readonly<Record<string, number>> = { proxy_http_call: 9, proxy_redis_call: 4 };
/** The parameter of a callback that says how it went. */
const OUTCOMES: Readonly<Record<string, number>> = { proxy_on_redis_call_response: 2 };

interface Traced {
  name: string;
  signature: Signature;
}

/**
 * The same plugin, which also logs what it and the host call of each other (tracer.wat). It is linked as any other
 * plugin afterwards, so what it notes is what the plugin sees, not what the link step makes of it.
 */
export async function instrument(wasm: Uint8Array, cacheDirectory: string): Promise<Uint8Array> {
  const sections = splitSections(wasm);
  const plugin = readInterface(sections);
  const hostcalls = unique(plugin.imports.filter(isHostcall));
  const callbacks = unique(plugin.exports.filter(isCallback));
  const imports = plugin.imports.map((entry) => (isHostcall(entry) ? { ...entry, module: TRACER } : entry));
  const exports = plugin.exports.map((entry) =>
    isCallback(entry) ? { ...entry, name: tracedName(entry.name) } : entry,
  );
  const opened = replaceSection(
    replaceSection(sections, importSection(imports)),
    exportSection([...exports, memoryExport(GUEST_MEMORY)]),
  );
  const tracer = await tracerText(hostcalls, callbacks);
  const key = createHash('sha256').update(wasm).update(tracer).update(mergerVersion()).digest('hex');
  const file = join(cacheDirectory, `${key}.traced.wasm`);
  await cached(file, async () => {
    const inputs = [
      { name: PLUGIN, source: joinSections(opened) },
      { name: TRACER, source: tracer },
    ];
    return hideAllBut(plugin.exports, await mergeModules(inputs));
  });
  return readFile(file);
}

function hideAllBut(exports: readonly Export[], merged: Uint8Array): Uint8Array {
  const sections = splitSections(merged);
  const visible = new Set(exports.map(({ name }) => name));
  const kept = readInterface(sections).exports.filter(({ name }) => visible.has(name));
  return joinSections(replaceSection(sections, exportSection(kept)));
}

const isHostcall = ({ module, kind }: Import) => module === 'env' && kind === 'function';
// The host may allocate in the middle of any hostcall; that is no callback.
const isCallback = ({ name, kind }: Export) =>
  kind === 'function' && name.startsWith('proxy_on_') && name !== 'proxy_on_memory_allocate';

function unique(entries: readonly (Import | Export)[]): Traced[] {
  const byName = new Map<string, Traced>();
  for (const { name, signature } of entries) {
    if (signature !== undefined) byName.set(name, { name, signature });
  }
  return [...byName.values()];
}

async function tracerText(hostcalls: readonly Traced[], callbacks: readonly Traced[]): Promise<string> {
  const core = await readFile(new URL('tracer.wat', import.meta.url), 'utf8');
  const names = new Names([...hostcalls, ...callbacks].map(({ name }) => name));
  return [
    '(module',
    `(import "${PLUGIN}" "${GUEST_MEMORY}" (memory $guest 0))`,
    '(import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))',
    '(import "env" "proxy_get_current_time_nanoseconds" (func $get_time (param i32) (result i32)))',
    ...hostcalls.map((one) => `(import "env" "${one.name}" (func $${one.name} ${typeOf(one)}))`),
    ...callbacks.map(
      (one) => `(import "${PLUGIN}" "${tracedName(one.name)}" (func $${one.name} ${typeOf(one)}))`,
    ),
    core,
    names.data,
    ...hostcalls.map((one) => hostcallWrapper(one, names)),
    ...callbacks.map((one) => callbackWrapper(one, names)),
    ')',
  ].join('\n');
}

/** The names in the tracer's memory. */
class Names {
  readonly data: string;
  readonly #at = new Map<string, number>();

  constructor(names: readonly string[]) {
    let at = 0;
    for (const name of names) {
      this.#at.set(name, at);
      at += name.length;
    }
    this.data = `(data (memory $own) (i32.const 0) "${names.join('')}")`;
  }

  range(name: string): string {
    return `(i32.const ${this.#at.get(name) ?? 0}) (i32.const ${name.length})`;
  }
}

function hostcallWrapper({ name, signature }: Traced, names: Names): string {
  const text = TEXTS[name];
  const token = TOKENS[name];
  const about =
    text === undefined ? '(i32.const 0) (i32.const 0)' : `(local.get ${text}) (local.get ${text + 1})`;
  const made = token === undefined ? '(i32.const 0)' : `(call $token_at (local.get ${token}))`;
  return wrapper({ name, signature }, [
    `(local.set $record (call $begin ${names.range(name)} ${about}))`,
    callOf({ name, signature }),
    `(call $end (local.get $record) ${resultOf(signature)} ${made})`,
    // What follows is about another stream.
    ...(name === 'proxy_set_effective_context' ? ['(global.set $context (local.get 0))'] : []),
  ]);
}

function callbackWrapper({ name, signature }: Traced, names: Names): string {
  const outcome = OUTCOMES[name];
  const result = outcome === undefined ? resultOf(signature) : `(local.get ${outcome})`;
  const token = signature.params.length > 1 ? '(local.get 1)' : '(i32.const 0)';
  return wrapper({ name, signature }, [
    '(local.set $outer (global.get $context))',
    '(call $enter (local.get 0))',
    `(local.set $record (call $begin ${names.range(name)} (i32.const 0) (i32.const 0)))`,
    callOf({ name, signature }),
    `(call $end (local.get $record) ${result} ${token})`,
    '(call $leave)',
    '(global.set $context (local.get $outer))',
  ]);
}

function wrapper({ name, signature }: Traced, steps: string[]): string {
  const results = signature.results.map((type) => `(local $result ${type})`).join(' ');
  const answer = signature.results.length > 0 ? ['(local.get $result)'] : [];
  const head = `(func (export "${name}") ${typeOf({ name, signature })} (local $record i32) (local $outer i32) ${results}`;
  return [head, ...steps, ...answer, ')'].join('\n  ');
}

function callOf({ name, signature }: Traced): string {
  const call = `(call $${name} ${signature.params.map((_, index) => `(local.get ${index})`).join(' ')})`;
  return signature.results.length > 0 ? `(local.set $result ${call})` : call;
}

function resultOf({ results }: Signature): string {
  return results[0] === 'i32' ? '(local.get $result)' : '(i32.const 0)';
}

function typeOf({ signature: { params, results } }: Traced): string {
  return `(param ${params.join(' ')}) (result ${results.join(' ')})`;
}
