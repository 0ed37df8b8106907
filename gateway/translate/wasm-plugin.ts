import { NAMESPACE, PHASES } from '../resources/kinds.ts';
import type { FailStrategy, Phase, PluginSpec, Secret, WasmPlugin } from '../resources/kinds.ts';
import { decodePluginSpec } from '../resources/plugin-spec.ts';
import { withChecksum } from './module-url.ts';
import { pluginConfiguration } from './plugin-configuration.ts';
import { resolveSecrets } from './secret-reference.ts';
import { accepted, attempt, refused } from './status.ts';
import type { Status } from './status.ts';

/** A plugin that is to run: its place in the chain and the exact bytes of its configuration. */
export interface Plugin {
  /** Name of the filter, and `plugin_name` to the plugin. */
  name: string;
  /** Name of the resource. */
  resource: string;
  /** For a module that is fetched, with the checksum it must have as `#sha256=…`. */
  url: string;
  rootId: string;
  phase: Phase;
  priority: number;
  failStrategy: FailStrategy;
  configuration: string;
  env: PluginSpec['env'];
}

/** Plugins in the order of the chain. A refused one is only in the statuses. */
export function translateWasmPlugins(
  resources: WasmPlugin[],
  secrets: Secret[],
): { plugins: Plugin[]; statuses: Status[] } {
  const plugins: Plugin[] = [];
  const statuses: Status[] = [];
  for (const resource of resources) {
    const translated = attempt(() => translateWasmPlugin(resource, secrets));
    if (typeof translated === 'string') {
      statuses.push(refused('WasmPlugin', resource.name, translated));
      continue;
    }
    const { plugin, status } = translated;
    if (plugin !== undefined) plugins.push(plugin);
    statuses.push(status);
  }
  return { plugins: plugins.sort(byChainOrder), statuses };
}

function translateWasmPlugin(
  { name, spec }: WasmPlugin,
  secrets: Secret[],
): { plugin?: Plugin; status: Status } {
  const { spec: resolved, unresolved } = resolveSecrets(spec, secrets);
  const decoded = decodePluginSpec(name, resolved);
  if (typeof decoded === 'string') return { status: refused('WasmPlugin', name, decoded) };

  const configuration = pluginConfiguration(decoded);
  if (configuration.outcome === 'refused')
    return { status: refused('WasmPlugin', name, configuration.message) };
  if (configuration.outcome === 'idle') {
    return { status: accepted('WasmPlugin', name, `not delivered: ${configuration.message}`) };
  }
  const { url, sha256, phase, priority, failStrategy, pluginName, env } = decoded;
  const plugin: Plugin = {
    name: `${NAMESPACE}.${name}`,
    resource: name,
    url: withChecksum(url, sha256),
    rootId: pluginName,
    phase,
    priority,
    failStrategy,
    configuration: configuration.text,
    env,
  };
  // Delivered with its placeholders, as on Higress, yet not what its author wants.
  const status =
    unresolved === undefined ? accepted('WasmPlugin', name) : refused('WasmPlugin', name, unresolved);
  return { plugin, status };
}

/** By phase, then the higher priority. The control plane leaves equal priorities open; here the name decides. */
export function byChainOrder(a: Plugin, b: Plugin): number {
  return (
    PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) ||
    b.priority - a.priority ||
    (a.name < b.name ? -1 : Number(a.name > b.name))
  );
}
