import { readFile } from 'node:fs/promises';
import { allocatorOf } from './contract.ts';
import { guestCallbacks, PLUGIN_MODULE, type Between } from './guest-callbacks.ts';
import { HOSTCALLS, type AbiVersion } from './hostcalls.ts';
import type { ModuleInterface } from './module-interface.ts';
import type { Needs } from './needs.ts';
import { ShimTexts } from './shim-texts.ts';
import { signatureText } from './signature.ts';

/** Module name under which the plugin imports what the shim replaces. */
export const SHIM_MODULE = 'shim';
export const GUEST_MEMORY = 'guest_memory';

const UNIMPLEMENTED = 12;

/** A part of the shim that a plugin needs or not. */
interface Piece extends Between {
  /** The piece is needed by plugins that import one of these, */
  readonly neededBy: readonly string[];
  /** and that have this need as well. */
  readonly onlyFor?: keyof Needs;
  readonly files: readonly string[];
  /** Hostcalls of Envoy that it takes over, calling them itself. */
  readonly wrapped: readonly string[];
  /** Hostcalls of Envoy that it calls without taking them over. */
  readonly called: readonly string[];
}

const INJECTION_CALLBACKS = ['proxy_on_response_body', 'proxy_on_response_trailers', 'proxy_on_delete'];

const PIECES: readonly Piece[] = [
  {
    neededBy: ['proxy_get_property'],
    files: ['property.wat'],
    wrapped: ['proxy_get_property'],
    called: [],
    callbacks: [],
    answered: [],
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
    answered: ['proxy_on_http_call_response'],
  },
  {
    neededBy: ['proxy_get_upstream_hosts', 'proxy_set_upstream_override_host'],
    files: ['property-value.wat', 'upstream-host.wat'],
    wrapped: [],
    called: ['proxy_get_property', 'proxy_set_property'],
    callbacks: [],
    answered: [],
  },
  {
    neededBy: ['proxy_inject_encoded_data_to_filter_chain', 'proxy_call_foreign_function'],
    onlyFor: 'injectsBodies',
    files: ['complaint.wat', 'held-bodies.wat', 'injection.wat', 'foreign-injection.wat'],
    wrapped: ['proxy_set_effective_context', 'proxy_call_foreign_function'],
    called: ['proxy_set_buffer_bytes', 'proxy_continue_stream', 'proxy_log'],
    callbacks: INJECTION_CALLBACKS,
    answered: INJECTION_CALLBACKS,
    isContextual: true,
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
export async function composeShim(
  plugin: ModuleInterface,
  abi: AbiVersion,
  needs: Needs,
): Promise<Shim | undefined> {
  // A module may import the same hostcall twice.
  const used = [...new Set(plugin.imports.filter(({ module }) => module === 'env').map(({ name }) => name))];
  const pieces = PIECES.filter((piece) => isNeeded(piece, used, abi, needs));
  const taken = new Set(pieces.flatMap(({ neededBy, wrapped }) => [...neededBy, ...wrapped]));
  const stubbed = used.filter((name) => HOSTCALLS.get(name)?.isUpstream === false && !taken.has(name));
  if (pieces.length === 0 && stubbed.length === 0) return undefined;

  const allocator = allocatorOf(plugin)!;
  const callbacks = guestCallbacks(plugin, pieces);
  const files = new Set(['memory.wat', ...pieces.flatMap((piece) => piece.files)]);
  const hostcalls = new Set(pieces.flatMap(({ wrapped, called }) => [...wrapped, ...called]));
  if (stubbed.length > 0) {
    files.add('complaint.wat');
    hostcalls.add('proxy_log');
  }
  const bodies = await Promise.all(
    [...files].map((file) => readFile(new URL(`shim/${file}`, import.meta.url), 'utf8')),
  );
  const imports = [
    `(import "${PLUGIN_MODULE}" "${GUEST_MEMORY}" (memory $guest 0))`,
    `(import "${PLUGIN_MODULE}" "guest_malloc" (func $guest_malloc (param i32) (result i32)))`,
    ...callbacks.imports,
    ...[...hostcalls].map(importedHostcall),
  ];
  const texts = new ShimTexts();
  const parts = [...bodies, ...callbacks.definitions, ...stubbed.map(stub)].map((part) => texts.place(part));
  return {
    text: ['(module', ...imports, ...parts, texts.data, ')'].join('\n'),
    replaced: new Set([...taken, ...stubbed]),
    stubbed,
    guestExports: new Map([[allocator, 'guest_malloc'], ...callbacks.guestExports]),
    hostExports: new Set(['malloc', ...callbacks.hostExports]),
  };
}

function isNeeded(piece: Piece, used: readonly string[], abi: AbiVersion, needs: Needs): boolean {
  const { neededBy, onlyFor, wrapped, called } = piece;
  const isOffered = (name: string) => HOSTCALLS.get(name)!.abis.includes(abi);
  return (
    neededBy.some((name) => used.includes(name)) &&
    (onlyFor === undefined || needs[onlyFor]) &&
    [...wrapped, ...called].every(isOffered)
  );
}

/** Envoy's own function of that name, known to the pieces without its `proxy_`. */
function importedHostcall(name: string): string {
  const { signature } = HOSTCALLS.get(name)!;
  return `(import "env" "${name}" (func $${name.replace('proxy_', '')} ${signatureText(signature)}))`;
}

function stub(name: string): string {
  const complaint = `$COMPLAINT_OF_${name}`;
  return [
    `(text ${complaint} "${name} is not possible on the local gateway")`,
    `(func (export "${name}") ${signatureText(HOSTCALLS.get(name)!.signature)}`,
    `  (call $complain (global.get ${complaint}) (global.get ${complaint}_SIZE))`,
    `  (i32.const ${UNIMPLEMENTED}))`,
  ].join('\n');
}
