import type { LinkedFile } from '../link/linked-file.ts';
import type { JsonObject } from '../resources/kinds.ts';
import type { Plugin } from './wasm-plugin.ts';

export const WASM_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm';
export const OPEN_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC';
export const CLOSED_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua';

/** The filter that runs the plugin. */
export function pluginFilter(plugin: Plugin, { path, abi }: LinkedFile): JsonObject {
  return extension(plugin, {
    '@type': WASM_TYPE,
    config: {
      name: plugin.name,
      root_id: plugin.rootId,
      // The only policy under which upstream Envoy starts a VM anew after a trap. It differs from Higress for FAIL_OPEN:
      // the request that trapped, and those before the restart (up to 1 s), get 503 instead of passing.
      failure_policy: 'FAIL_RELOAD',
      // With it header status 1 stops the iteration of headers only, as modules of this version expect.
      allow_on_headers_stop_iteration: abi === '0.2.100',
      configuration: {
        '@type': 'type.googleapis.com/google.protobuf.StringValue',
        value: plugin.configuration,
      },
      vm_config: {
        // Plugins of one binary share a VM, unless their environments differ: upstream's key includes it.
        vm_id: '',
        runtime: 'envoy.wasm.runtime.v8',
        code: { local: { filename: path } },
        ...(plugin.env.length > 0 && { environment_variables: environment(plugin) }),
      },
    },
  });
}

/** Stands in for a plugin that was never accepted and may be passed by. */
export function openFilter(plugin: Plugin): JsonObject {
  return extension(plugin, { '@type': OPEN_TYPE });
}

/** Stands in for a plugin that was never accepted and that no request may pass by. */
export function closedFilter(plugin: Plugin): JsonObject {
  const body = `plugin ${plugin.resource} has no accepted configuration\n`;
  const code = `function envoy_on_request(h) h:respond({[":status"] = "503"}, ${JSON.stringify(body)}) end`;
  return extension(plugin, { '@type': CLOSED_TYPE, default_source_code: { inline_string: code } });
}

function extension({ name }: Plugin, typedConfig: JsonObject): JsonObject {
  return {
    '@type': 'type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig',
    name,
    typed_config: typedConfig,
  };
}

function environment({ env }: Plugin): JsonObject {
  const inline = env.filter(({ fromHost }) => !fromHost).map(({ name, value }) => [name, value]);
  return {
    key_values: Object.fromEntries(inline) as JsonObject,
    host_env_keys: env.filter(({ fromHost }) => fromHost).map(({ name }) => name),
  };
}
