import { callbackSignature } from './callbacks.ts';
import type { Export, ModuleInterface } from './module-interface.ts';
import { signatureText, type Signature } from './signature.ts';

/** Module name under which the shim imports from the plugin. */
export const PLUGIN_MODULE = 'plugin';

/** What the shim has to know of a piece that stands between Envoy and the plugin's callbacks. */
export interface Between {
  /** Callbacks of the plugin it calls, as `$guest_on_…`. */
  readonly callbacks: readonly string[];
  /** Callbacks of Envoy that it answers in the plugin's place. */
  readonly answered: readonly string[];
  /** It has to know in which context the plugin is: `$enter` hears of each callback. */
  readonly isContextual?: boolean;
}

export interface GuestCallbacks {
  readonly imports: readonly string[];
  readonly definitions: readonly string[];
  /** Exports of the plugin that the shim calls, and the names it expects for them. */
  readonly guestExports: readonly (readonly [string, string])[];
  /** Exports of the shim that Envoy has to find. */
  readonly hostExports: readonly string[];
}

/** The plugin's callbacks as the pieces of a shim call them. */
export function guestCallbacks(plugin: ModuleInterface, pieces: readonly Between[]): GuestCallbacks {
  const called = new Set(pieces.flatMap(({ callbacks }) => callbacks));
  const answered = new Set(pieces.flatMap((piece) => piece.answered));
  const isContextual = pieces.some((piece) => piece.isContextual);
  const present = plugin.exports.filter(
    (entry): entry is Callback => isCallback(entry) && (isContextual || called.has(entry.name)),
  );
  const absent = [...called].filter((name) => !present.some((entry) => entry.name === name));
  const left = isContextual ? present.map(({ name }) => name).filter((name) => !answered.has(name)) : [];
  return {
    imports: present.map((entry) => imported(entry, isContextual)),
    definitions: [
      ...(isContextual ? present.map((entry) => entering(entry, left.includes(entry.name))) : []),
      ...absent.map(empty),
    ],
    guestExports: present.map(({ name }) => [name, guestName(name)] as const),
    hostExports: [...answered, ...left],
  };
}

type Callback = Export & { signature: Signature };

// The host may allocate in the middle of any hostcall; that is no callback.
function isCallback({ name, signature }: Export): boolean {
  return signature !== undefined && name.startsWith('proxy_on_') && name !== 'proxy_on_memory_allocate';
}

function guestName(callback: string): string {
  return callback.replace('proxy_', 'guest_');
}

function imported({ name, signature }: Callback, isInner: boolean): string {
  const local = isInner ? `plugin_${name}` : guestName(name);
  return `(import "${PLUGIN_MODULE}" "${guestName(name)}" (func $${local} ${signatureText(signature)}))`;
}

/** Tells the context, the first parameter of every callback, before the plugin runs. */
function entering({ name, signature }: Callback, isExported: boolean): string {
  const parameters = signature.params.map((_, index) => `(local.get ${index})`).join(' ');
  return [
    `(func $${guestName(name)} ${isExported ? `(export "${name}")` : ''} ${signatureText(signature)}`,
    `  (call $enter (local.get 0))`,
    `  (call $plugin_${name} ${parameters}))`,
  ].join('\n');
}

/** A host goes on where the plugin has no callback: it drops the call, or takes 0, which is Continue. */
function empty(name: string): string {
  const signature = callbackSignature(name, '0.2.100')!;
  const answer = signature.results.map(() => '(i32.const 0)').join(' ');
  return `(func $${guestName(name)} ${signatureText(signature)} ${answer})`;
}
