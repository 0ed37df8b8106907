import type { RefusedPlugin } from '../envoy/delivery.ts';
import type { MatchRule, WasmPlugin } from '../resources/kinds.ts';
import { decodePluginSpec } from '../resources/plugin-spec.ts';
import type { Status } from '../translate/status.ts';
import type { Plugin } from '../translate/wasm-plugin.ts';

export interface PluginView {
  resource: string;
  state: 'serving' | 'serving an older version' | 'being configured' | 'off';
  /** Why it is not serving as written; absent when it is. */
  because?: string;
  rules: RuleView[];
  /** What Envoy was told last, absent when nothing. `configuration` are the exact bytes. */
  wanted?: Pick<Plugin, 'name' | 'url' | 'rootId' | 'phase' | 'priority' | 'failStrategy' | 'configuration'>;
}

export interface RuleView {
  ingress: string[];
  domain: string[];
  service: string[];
  isLive: boolean;
  because?: string;
}

export interface PluginSources {
  resources: WasmPlugin[];
  statuses: Status[];
  /** What Envoy is to run, in the order of the chain. */
  plugins: Plugin[];
  /** Names of those among them that are as the resource says now. */
  current: string[];
  refused: RefusedPlugin[];
  /** Names of those that Envoy has not judged yet. */
  pending: string[];
}

/** Every WasmPlugin, the running ones in the order of the chain first. */
export function viewPlugins(sources: PluginSources): PluginView[] {
  const running = sources.plugins.map(({ resource }) => resource);
  const others = sources.resources.map(({ name }) => name).filter((name) => !running.includes(name));
  return [...running, ...others].map((name) => viewPlugin(name, sources));
}

function viewPlugin(name: string, sources: PluginSources): PluginView {
  const { resources, statuses, plugins, current, refused } = sources;
  const plugin = plugins.find(({ resource }) => resource === name);
  const refusal = refused.find(({ resource }) => resource === name);
  const status = statuses.find((candidate) => candidate.kind === 'WasmPlugin' && candidate.name === name);
  const because = refusal?.message || status?.message || '';
  const isOff = plugin === undefined || (refusal !== undefined && !refusal.isOldServing);
  const isOlder = refusal !== undefined || !current.includes(name);
  const isPending = sources.pending.includes(name);
  const state = isOff
    ? 'off'
    : isPending
      ? 'being configured'
      : isOlder
        ? 'serving an older version'
        : 'serving';
  return {
    resource: name,
    state,
    ...(because !== '' && { because }),
    rules: rulesOf(resources.find((resource) => resource.name === name)),
    ...(plugin !== undefined && { wanted: partsOf(plugin) }),
  };
}

function partsOf(plugin: Plugin): NonNullable<PluginView['wanted']> {
  const { name, url, rootId, phase, priority, failStrategy, configuration } = plugin;
  return { name, url, rootId, phase, priority, failStrategy, configuration };
}

function rulesOf(resource: WasmPlugin | undefined): RuleView[] {
  if (resource === undefined) return [];
  const spec = decodePluginSpec(resource.name, resource.spec);
  if (typeof spec === 'string') return [];
  const isOverruled = spec.pluginConfig !== undefined;
  return spec.matchRules.map((rule) => viewRule(rule, isOverruled));
}

function viewRule({ ingress, domain, service, configDisable }: MatchRule, isOverruled: boolean): RuleView {
  const matched = { ingress, domain, service };
  if (isOverruled)
    return { ...matched, isLive: false, because: 'spec.pluginConfig takes the place of all rules' };
  if (configDisable) return { ...matched, isLive: false, because: 'configDisable is true' };
  const isBlind = ingress.length + domain.length + service.length === 0;
  if (isBlind) return { ...matched, isLive: false, because: 'it needs one of ingress, domain, service' };
  return { ...matched, isLive: true };
}
