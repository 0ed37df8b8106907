import type { ModuleInterface } from './module-interface.ts';

/** What a plugin does to the gateway around it on Higress, and what here only works if Envoy was told beforehand. */
export interface Needs {
  /** It asks for the hosts behind a route, or chooses one. */
  choosesHosts: boolean;
  /** It sets a limit of its own to the bodies of its streams. */
  raisesBufferLimit: boolean;
}

const HOST_CALLS: readonly string[] = ['proxy_get_upstream_hosts', 'proxy_set_upstream_override_host'];
const BUFFER_LIMITS = ['set_decoder_buffer_limit', 'set_encoder_buffer_limit'];

export function needsOf(plugin: ModuleInterface, wasm: Uint8Array): Needs {
  const imports = plugin.imports.filter(({ module }) => module === 'env').map(({ name }) => name);
  return {
    choosesHosts: imports.some((name) => HOST_CALLS.includes(name)),
    raisesBufferLimit: imports.includes('proxy_set_property') && namesBufferLimit(wasm),
  };
}

/** Are the properties named in a module, in the strings of any language, or in a configuration? */
export function namesBufferLimit(content: Uint8Array | string): boolean {
  const bytes = Buffer.from(content);
  return BUFFER_LIMITS.some((name) => bytes.includes(name) || bytes.includes(Buffer.from(name, 'utf16le')));
}
