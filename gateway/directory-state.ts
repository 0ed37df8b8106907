import { dirname, join } from 'node:path';
import type { HostsByCluster } from './envoy/cluster-hosts.ts';
import type { Target } from './envoy/delivery.ts';
import type { WantedPlugin } from './envoy/slot.ts';
import type { Module, ModuleSource } from './modules/module-source.ts';
import type { RedisEndpoint } from './redis/bridge.ts';
import { listDirectory, listIgnored, readText } from './resources/directory.ts';
import type { ResourceFile } from './resources/directory.ts';
import { FOLDERS } from './resources/decode.ts';
import { CONFIG_MAP } from './resources/kinds.ts';
import type { WasmPlugin } from './resources/kinds.ts';
import { IGNORED } from './resources/field.ts';
import { describeProblem } from './resources/problem.ts';
import type { Problem } from './resources/problem.ts';
import { ResourceStore } from './resources/store.ts';
import { pluginFilter } from './translate/plugin-filter.ts';
import { choosesHosts, meetNeeds } from './translate/plugin-needs.ts';
import type { LoadedPlugin } from './translate/plugin-needs.ts';
import { decodeSecret } from './translate/secret-reference.ts';
import { translate } from './translate/translate.ts';
import type { ServedUpstream } from './translate/redis-service.ts';
import type { Translation } from './translate/translate.ts';
import type { UnixSocket } from './translate/upstream.ts';
import { byChainOrder } from './translate/wasm-plugin.ts';
import type { Plugin } from './translate/wasm-plugin.ts';

/** What DIR says right now, down to what Envoy and the Redis bridge have to do about it. */
export class DirectoryState {
  readonly #store = new ResourceStore();
  /** Each with what its module needs, so that an older version that serves on keeps that too. */
  #wanted = new Map<string, WantedPlugin & LoadedPlugin>();
  /** What the version of a plugin needs that Envoy accepted last: it serves until another is accepted. */
  #accepted = new Map<string, LoadedPlugin>();
  #modules = new Map<string, Module>();
  #translation: Translation;
  /** The configurations that `#translation` counts beside those of DIR. */
  #older: string[] = [];
  #resolved: HostsByCluster = new Map();
  #fileFolders: string[] = [];
  #settled = '';
  #content = '';

  constructor(
    private readonly directory: string,
    private readonly source: ModuleSource,
    private readonly bridge: UnixSocket,
    private readonly hosts: { of(clusters: string[]): Promise<HostsByCluster> },
  ) {
    this.#translation = translate(this.#store.resources, bridge);
  }

  /** Changes whenever a resource file or a plugin's module does, or a name that plugins may ask for resolves differently. */
  async signature(): Promise<string> {
    const [files, modules, hosts] = await Promise.all([
      listDirectory(this.directory),
      this.source.signature(),
      this.hosts.of(this.#namesToResolve),
    ]);
    return signatureOf(files, modules, hosts);
  }

  /** Where changes of what was read last can happen. */
  get folders(): string[] {
    const kinds = Object.keys(FOLDERS).map((folder) => join(this.directory, folder));
    return [...new Set([this.directory, ...kinds, ...this.#fileFolders, ...this.source.folders])];
  }

  /** Takes over what DIR says; answers the signature of what was read. */
  async read(): Promise<string> {
    const files = await listDirectory(this.directory);
    this.#fileFolders = files.map(({ path }) => dirname(path));
    await this.#store.update(files, readText);
    this.#translate();
    this.#modules = await this.source.load(this.#translation.plugins.map(({ url }) => url));

    const wanted = new Map<string, WantedPlugin & LoadedPlugin>();
    for (const plugin of this.#translation.plugins) {
      const { url, configuration } = plugin;
      const needs = this.#modules.get(url)?.file?.needs;
      wanted.set(plugin.resource, { plugin, filter: this.#filterOf(plugin), configuration, needs });
    }
    // A plugin whose edit was refused keeps its previous version.
    for (const { kind, name, accepted } of this.#translation.statuses) {
      const previous = this.#wanted.get(name);
      const isRefused = kind === 'WasmPlugin' && !accepted && !wanted.has(name);
      if (isRefused && previous !== undefined) wanted.set(name, previous);
    }
    this.#wanted = wanted;
    for (const name of this.#accepted.keys()) if (!wanted.has(name)) this.#accepted.delete(name);
    this.#resolved = await this.hosts.of(this.#namesToResolve);
    this.#content = signatureOf(files, this.source.outcome, this.#resolved);
    return signatureOf(files, this.source.loadedSignature, this.#resolved);
  }

  /** Equal for two reads that found the same, whatever the reasons are why something could not be fetched. */
  get content(): string {
    return this.#content;
  }

  /** Notes which of the plugins Envoy runs as wanted. What older versions of them needed is not needed any more. */
  accept(isAccepted: (resource: string) => boolean): void {
    for (const [name, { filter, configuration, needs }] of this.#wanted) {
      if (!('missing' in filter) && isAccepted(name)) this.#accepted.set(name, { configuration, needs });
    }
    const serving = configurationsOf(this.#loaded);
    if (this.#older.some((configuration) => !serving.includes(configuration))) this.#translate();
  }

  /** A service is Redis as long as a plugin that serves names it as its own. */
  #translate(): void {
    this.#older = configurationsOf(this.#loaded);
    this.#translation = translate(this.#store.resources, this.bridge, this.#older);
  }

  /** Notes that what was read with this signature is in effect now. */
  settle(signature: string): void {
    this.#settled = signature;
  }

  /** Whether DIR says nothing but what is in effect. */
  async isSettled(): Promise<boolean> {
    return (await this.signature()) === this.#settled;
  }

  #filterOf(plugin: Plugin): WantedPlugin['filter'] {
    const { file, message } = this.#modules.get(plugin.url) ?? { message: 'its module was not loaded' };
    return file === undefined ? { missing: message } : pluginFilter(plugin, file);
  }

  get target(): Target {
    const { settings, clusters, routes } = this.#translation;
    const plugins = [...this.#wanted.values()]
      .sort((a, b) => byChainOrder(a.plugin, b.plugin))
      .map(({ plugin, filter }) => ({ plugin, filter }));
    return { ...meetNeeds(settings, clusters, this.#loaded, this.#resolved), routes, plugins };
  }

  get #loaded(): LoadedPlugin[] {
    return [...this.#wanted.values(), ...this.#accepted.values()];
  }

  /** Clusters known by name whose hosts a plugin may ask for. */
  get #namesToResolve(): string[] {
    return choosesHosts(this.#loaded) ? this.dnsNames.clusters : [];
  }

  /** What the bridge has to connect to, by cluster. */
  get redisClusters(): Map<string, RedisEndpoint[]> {
    return new Map(this.#bridged.map((upstream) => [upstream.cluster, redisEndpoints(upstream)]));
  }

  get plugins(): Plugin[] {
    return this.target.plugins.map(({ plugin }) => plugin);
  }

  get wasmPlugins(): WasmPlugin[] {
    return this.#store.resources.wasmPlugins;
  }

  /** The values that references in plugins may have become. */
  get secrets(): string[] {
    return this.#store.resources.secrets.flatMap(({ data }) => Object.values(data).map(decodeSecret));
  }

  get problems(): Problem[] {
    return this.#store.problems;
  }

  /** What DIR holds that changes nothing here: kinds, files, fields and settings. */
  async ignored(): Promise<string[]> {
    const settings = this.#translation.unusedSettings.map(
      (path) => `configmaps/${CONFIG_MAP}.yaml: ${path}: ${IGNORED}`,
    );
    return [...(await listIgnored(this.directory)), ...this.#store.unused.map(describeProblem), ...settings];
  }

  get translation(): Translation {
    return this.#translation;
  }

  /** Names that Envoy resolves, by cluster, and names that the bridge does. */
  get dnsNames(): { clusters: string[]; bridged: { cluster: string; host: string }[] } {
    const byName = this.#translation.upstreams.filter(({ discovery }) => discovery === 'dns');
    return {
      clusters: byName.filter(({ service }) => service.by === 'envoy').map(({ cluster }) => cluster),
      bridged: byName
        .filter(({ service }) => service.by === 'redis bridge')
        .flatMap(({ cluster, addresses }) => addresses.map(({ host }) => ({ cluster, host }))),
    };
  }

  get #bridged(): ServedUpstream[] {
    return this.#translation.upstreams.filter(({ service }) => service.by === 'redis bridge');
  }
}

function configurationsOf(plugins: LoadedPlugin[]): string[] {
  return plugins.map(({ configuration }) => configuration);
}

function redisEndpoints({ addresses, tls }: ServedUpstream): RedisEndpoint[] {
  return addresses.map((address) => ({
    ...address,
    ...(tls !== undefined && { tls: tls.sni === '' ? {} : { serverName: tls.sni } }),
  }));
}

function signatureOf(files: ResourceFile[], modules: string, hosts: HostsByCluster): string {
  const named = [...hosts].map(([cluster, addresses]) => `${cluster} ${addresses.join()}`);
  return [...files.map(({ path, signature }) => `${path} ${signature}`), modules, ...named].join('\n');
}
