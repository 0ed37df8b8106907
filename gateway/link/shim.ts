import { readFile } from 'node:fs/promises';
import { callbackSignature } from './callbacks.ts';
import { allocatorOf } from './contract.ts';
import { HOSTCALLS } from './hostcalls.ts';
import type { ModuleInterface } from './module-interface.ts';
import type { Signature } from './signature.ts';

/** Module name under which the plugin imports what the shim replaces. */
export const SHIM_MODULE = 'shim';
/** Module name under which the shim imports from the plugin. */
export const PLUGIN_MODULE = 'plugin';
export const GUEST_MEMORY = 'guest_memory';

const UNIMPLEMENTED = 12;
/** Where in the shim's own memory its complaints lie. */
const COMPLAINTS_AT = 1024;
const COMPLAINT_BYTES = 128;

/** A part of the shim that a plugin needs or not. */
interface Piece {
  /** The piece is needed by plugins that import one of these. */
  readonly neededBy: readonly string[];
  readonly files: readonly string[];
  /** Hostcalls of Envoy that it takes over, calling them itself. */
  readonly wrapped: readonly string[];
  /** Hostcalls of Envoy that it calls without taking them over. */
  readonly called: readonly string[];
  /** Callbacks of the plugin it stands in front of. */
  readonly callbacks: readonly string[];
}

const PIECES: readonly Piece[] = [
  {
    neededBy: ['proxy_get_property'],
    files: ['property.wat'],
    wrapped: ['proxy_get_property'],
    called: [],
    callbacks: [],
  },
  {
    neededBy: ['proxy_redis_init', 'proxy_redis_call'],
    files: ['callouts.wat', 'redis.wat', 'reply.wat', 'callout-data.wat'],
    wrapped: [
      'proxy_http_call',
      'proxy_get_buffer_bytes',
      'proxy_get_buffer_status',
      'proxy_set_buffer_bytes',
      'proxy_get_header_map_value',
      'proxy_get_header_map_pairs',
      'proxy_get_status',
    ],
    called: [],
    callbacks: ['proxy_on_http_call_response', 'proxy_on_redis_call_response'],
  },
  {
    neededBy: ['proxy_get_upstream_hosts', 'proxy_set_upstream_override_host'],
    files: ['property-value.wat', 'upstream-host.wat'],
    wrapped: [],
    called: ['proxy_get_property', 'proxy_set_property'],
    callbacks: [],
  },
];

/** What a plugin needs at its side to run on upstream Envoy. */
export interface Shim {
  /** Text of the wasm module. */
  readonly text: string;
  /** Hostcalls the plugin has to import from the shim. */
  readonly replaced: ReadonlySet<string>;
  /** Replaced hostcalls that only complain and answer 12 (Unimplemented). */
  readonly stubbed: readonly string[];
  /** Exports of the plugin that the shim calls, and the names it expects for them. */
  readonly guestExports: ReadonlyMap<string, string>;
  /** Exports of the shim that the host has to find. */
  readonly hostExports: ReadonlySet<string>;
}

/** `undefined` when the plugin uses nothing that upstream Envoy lacks. */
export async function composeShim(plugin: ModuleInterface): Promise<Shim | undefined> {
  // A module may import the same hostcall twice.
  const used = [...new Set(plugin.imports.filter(({ module }) => module === 'env').map(({ name }) => name))];
  const pieces = PIECES.filter(({ neededBy }) => neededBy.some((name) => used.includes(name)));
  const taken = new Set(pieces.flatMap(({ neededBy, wrapped }) => [...neededBy, ...wrapped]));
  const stubbed = used.filter((name) => HOSTCALLS.get(name)?.isUpstream === false && !taken.has(name));
  if (pieces.length === 0 && stubbed.length === 0) return undefined;

  const allocator = allocatorOf(plugin)!;
  const callbacks = pieces.flatMap((piece) => piece.callbacks);
  const isExported = (name: string): boolean => plugin.exports.some((entry) => entry.name === name);
  const present = callbacks.filter(isExported);
  const files = ['memory.wat', ...pieces.flatMap((piece) => piece.files)];
  const hostcalls = pieces.flatMap(({ wrapped, called }) => [...wrapped, ...called]);
  if (stubbed.length > 0) {
    files.push('complaint.wat');
    hostcalls.push('proxy_log');
  }
  const bodies = await Promise.all(
    files.map((file) => readFile(new URL(`shim/${file}`, import.meta.url), 'utf8')),
  );
  const imports = [
    `(import "${PLUGIN_MODULE}" "${GUEST_MEMORY}" (memory $guest 0))`,
    `(import "${PLUGIN_MODULE}" "guest_malloc" (func $guest_malloc (param i32) (result i32)))`,
    ...present.map(importedCallback),
    ...[...new Set(hostcalls)].map(importedHostcall),
  ];
  const definitions = [
    ...callbacks.filter((name) => !isExported(name)).map(emptyCallback),
    ...stubbed.map((name, index) => stub(name, COMPLAINTS_AT + index * COMPLAINT_BYTES)),
  ];
  return {
    text: ['(module', ...imports, ...bodies, ...definitions, ')'].join('\n'),
    replaced: new Set([...taken, ...stubbed]),
    stubbed,
    guestExports: new Map([
      [allocator, 'guest_malloc'],
      ...present.map((name) => [name, guestName(name)] as const),
    ]),
    hostExports: new Set(['malloc', ...(callbacks.length > 0 ? ['proxy_on_http_call_response'] : [])]),
  };
}

function guestName(callback: string): string {
  return callback.replace('proxy_', 'guest_');
}

function importedCallback(name: string): string {
  return `(import "${PLUGIN_MODULE}" "${guestName(name)}" ${emptyCallback(name)})`;
}

/** A host drops a callback that the plugin does not export. */
function emptyCallback(name: string): string {
  return `(func $${guestName(name)} ${textOf(callbackSignature(name, '0.2.100')!)})`;
}

/** Envoy's own function of that name, known to the pieces without its `proxy_`. */
function importedHostcall(name: string): string {
  const { signature } = HOSTCALLS.get(name)!;
  return `(import "env" "${name}" (func $${name.replace('proxy_', '')} ${textOf(signature)}))`;
}

function stub(name: string, at: number): string {
  const complaint = `${name} is not possible on the local gateway`.slice(0, COMPLAINT_BYTES);
  return [
    `(data (memory $own) (i32.const ${at}) "${complaint}")`,
    `(func (export "${name}") ${textOf(HOSTCALLS.get(name)!.signature)}`,
    `  (call $complain (i32.const ${at}) (i32.const ${complaint.length}))`,
    `  (i32.const ${UNIMPLEMENTED}))`,
  ].join('\n');
}

function textOf({ params, results }: Signature): string {
  return `(param ${params.join(' ')}) (result ${results.join(' ')})`;
}
