import type { Json, JsonObject, Resources } from '../../../gateway/resources/kinds.ts';
import type { Problem } from '../../../gateway/resources/problem.ts';
import { FOLDERS } from '../../../gateway/resources/decode.ts';
import type { Folder } from '../../../gateway/resources/decode.ts';
import { ResourceStore } from '../../../gateway/resources/store.ts';
import { pluginFilter } from '../../../gateway/translate/plugin-filter.ts';
import { translate } from '../../../gateway/translate/translate.ts';
import type { Translation } from '../../../gateway/translate/translate.ts';

/** Files of a DIR by path, `mcpbridges/default.yaml`; an object stands for its YAML. */
export type Files = Record<string, string | object>;

export interface Meaning extends Translation {
  resources: Resources;
  problems: Problem[];
  /** By the name of the resource; undefined when it is not delivered. */
  configurationOf(plugin: string): string | undefined;
  /** Envoy's filter of the plugin. */
  filterOf(plugin: string): JsonObject;
  clusterOf(name: string): Json | undefined;
  /** Envoy's routes of a host, in order. */
  routesOf(host: string): JsonObject[];
  /** Why a resource is not taken as it stands; empty when it is. */
  refusalsOf(kind: string): string[];
}

export async function meaningOf(files: Files): Promise<Meaning> {
  const store = new ResourceStore();
  const listed = Object.keys(files).map((path) => {
    const [folder = '', ...rest] = path.split('/');
    if (!(folder in FOLDERS)) throw new Error(`${folder} is no folder of resources`);
    const name = (rest.at(-1) ?? '').replace(/\.yaml$/, '');
    return { folder: folder as Folder, path, shown: path, name, signature: '1' };
  });
  await store.update(listed, async (path) => {
    const content = files[path] ?? '';
    return typeof content === 'string' ? content : JSON.stringify(content);
  });
  const { resources, problems } = store;
  const meaning = translate(resources, { path: '/redis.sock' });
  const pluginOf = (name: string) => meaning.plugins.find(({ resource }) => resource === name);
  return {
    ...meaning,
    resources,
    problems,
    configurationOf: (name) => pluginOf(name)?.configuration,
    filterOf: (name) => {
      const plugin = pluginOf(name);
      if (plugin === undefined) throw new Error(`${name} is not delivered`);
      return pluginFilter(plugin, { path: '/linked.wasm', abi: '0.2.100' });
    },
    clusterOf: (name) => meaning.clusters.find((cluster) => cluster['name'] === name),
    routesOf: (host) => {
      const hosts = meaning.routes['virtual_hosts'] as { name: string; routes: JsonObject[] }[];
      return hosts.find(({ name }) => name === host)?.routes ?? [];
    },
    refusalsOf: (kind) =>
      meaning.statuses
        .filter((status) => status.kind === kind && !status.accepted)
        .map(({ message }) => message),
  };
}

/** A registry that every route of a test may lead to, beside those given. */
export function bridge(...registries: object[]): Files {
  return { 'mcpbridges/default.yaml': { spec: { registries } } };
}

export function plugin(spec: object): Files {
  return { 'wasmplugins/p.yaml': { spec: { url: 'file:///p.wasm', ...spec } } };
}
