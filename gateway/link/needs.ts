import type { ModuleInterface } from './module-interface.ts';

/** What a plugin does to the gateway around it on Higress, and what here only works if Envoy was told beforehand. */
export interface Needs {
  /** It asks for the hosts behind a route, or chooses one. */
  choosesHosts: boolean;
  /** It sets a limit of its own to the bodies of its streams. */
  raisesBufferLimit: boolean;
  /** It adds bytes of its own to response bodies, by the hostcall or by the foreign function of that name. */
  injectsBodies: boolean;
}

const HOST_CALLS: readonly string[] = ['proxy_get_upstream_hosts', 'proxy_set_upstream_override_host'];
const INJECTION_CALLS: readonly string[] = [
  'proxy_inject_encoded_data_to_filter_chain',
  'proxy_call_foreign_function',
];
const INJECTION = 'inject_encoded_data_to_filter_chain';
const BUFFER_LIMITS = ['set_decoder_buffer_limit', 'set_encoder_buffer_limit'];

export function needsOf(plugin: ModuleInterface, wasm: Uint8Array): Needs {
  const imports = plugin.imports.filter(({ module }) => module === 'env').map(({ name }) => name);
  return {
    choosesHosts: imports.some((name) => HOST_CALLS.includes(name)),
    raisesBufferLimit: imports.includes('proxy_set_property') && namesBufferLimit(wasm),
    injectsBodies: imports.some((name) => INJECTION_CALLS.includes(name)) && isNamed(wasm, [INJECTION]),
  };
}

/** Are the properties named in a module or in a configuration? */
export function namesBufferLimit(content: Uint8Array | string): boolean {
  return isNamed(content, BUFFER_LIMITS);
}

/** Is one of the names there, as a string of any language? */
function isNamed(content: Uint8Array | string, names: readonly string[]): boolean {
  const bytes = Buffer.from(content);
  return names.some((name) => bytes.includes(name) || bytes.includes(Buffer.from(name, 'utf16le')));
}
