import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../resources/kinds.ts';
import { httpListener } from '../translate/listener.ts';
import type { Settings } from '../translate/settings.ts';
import type { Address } from '../translate/upstream.ts';
import { DiscoveryError, STATS } from './discovery.ts';
import type { Answer, Discovery } from './discovery.ts';
import type { FailureLog } from './failure-log.ts';
import { PluginSlot } from './slot.ts';
import type { WantedPlugin } from './slot.ts';
import type { XdsDirectory } from './xds-directory.ts';

/** What Envoy is to serve; plugins in the order of the chain. */
export interface Target {
  settings: Settings;
  clusters: JsonObject[];
  routes: JsonObject;
  plugins: WantedPlugin[];
  /** Between the plugins and the router. */
  lastFilters: JsonObject[];
}

export interface RefusedPlugin {
  resource: string;
  message: string;
  /** An older version of it was accepted and goes on. */
  isOldServing: boolean;
}

type Part = 'clusters' | 'routes' | 'listener';
/** Envoy says why in any case; only a machine that is short of time lets us read it later. */
const MESSAGE_PATIENCE_MS = 5000;

/**
 * Hands configuration over to Envoy and remembers what became of it. Every plugin is discovered on its own, so a refused
 * one leaves the others, and its own last accepted version, serving.
 */
export class Delivery {
  readonly #slots = new Map<string, PluginSlot>();
  readonly #refusals = new Map<Part, string>();
  readonly #sent = new Map<Part, string>();
  /** The plugins in Envoy's listener. */
  #inListener = new Set<string>();
  #isServing = false;

  constructor(
    private readonly directory: XdsDirectory,
    private readonly discovery: Discovery,
    private readonly failures: FailureLog,
  ) {}

  /** Writes everything for an Envoy that is about to start. `awaitVerdicts` is for when it runs. */
  async stage(target: Target, address: Address): Promise<{ awaitVerdicts: () => Promise<void> }> {
    this.failures.clear();
    this.#refusals.clear();
    this.#forgetSlots(target);
    for (const wanted of target.plugins) this.#slotOf(wanted).update(wanted);

    const { clusters, listeners, sources } = this.directory;
    const tried = await this.#stageFilters(this.#slots.values());
    const listener = this.#listener(target, address);
    const versions: [Part, string, string][] = [
      ['clusters', STATS.clusters, await this.directory.write(clusters, target.clusters)],
      ['listener', STATS.listeners, await this.directory.write(listeners, [listener])],
      ['routes', STATS.routes, await this.directory.write(sources.routes, [target.routes])],
    ];
    this.#sent.set('clusters', JSON.stringify(target.clusters));
    this.#sent.set('routes', JSON.stringify([target.routes]));
    this.#sent.set('listener', JSON.stringify([listener]));
    this.#inListener = namesOf(target);
    return { awaitVerdicts: () => this.#awaitVerdicts(versions, tried) };
  }

  async #awaitVerdicts(parts: [Part, string, string][], tried: Map<PluginSlot, string>): Promise<void> {
    await this.discovery.isLive();
    for (const [part, scope, version] of parts) {
      if ((await this.discovery.verdict(scope, version, 0)) === 'accepted') continue;
      const message = await this.#message(() => this.failures.other);
      if (part === 'listener') {
        const remedy = /address already in use/i.test(message) ? '; choose another --http-port' : '';
        throw new DiscoveryError(`Envoy refuses the listener: ${message}${remedy}`);
      }
      this.#refusals.set(part, message);
    }
    await this.#judge(tried);
    this.#isServing = true;
  }

  /**
   * Brings a serving Envoy from what it has to `target`, touching only what differs. After an error nothing is known to be
   * in effect that Envoy did not answer for, so the next call hands it over again.
   */
  async apply(target: Target, address: Address): Promise<void> {
    await this.#send('clusters', target.clusters, STATS.clusters, this.directory.clusters);

    const added: PluginSlot[] = [];
    for (const wanted of target.plugins) {
      const slot = this.#slotOf(wanted);
      slot.update(wanted);
      if (!this.#inListener.has(wanted.plugin.name)) {
        added.push(slot);
        continue;
      }
      if (slot.isPending) await this.#record(slot, await this.#handOver(slot));
      // Envoy goes on with an accepted one by itself, not with a stand-in that changed with the plugin's failStrategy.
      if (!slot.wasAccepted && slot.isToldOtherwise) await this.#handOver(slot);
    }
    const routes = this.directory.sources.routes;
    await this.#send('routes', [target.routes], STATS.routes, routes);

    const removed = this.#forgetSlots(target);
    const listener = this.#listener(target, address);
    if (this.#sent.get('listener') !== JSON.stringify([listener]))
      await this.#replaceListener(listener, added, namesOf(target));
    await this.discovery.listenersAreWarm();
    for (const name of removed) await this.directory.removeFile(this.directory.sources.filter(name));
  }

  async #replaceListener(listener: JsonObject, added: PluginSlot[], names: Set<string>): Promise<void> {
    // Envoy builds the filters of a new listener from what it was told last, refused or not, and would refuse it too.
    for (const slot of this.#slots.values()) {
      if (slot.refusal !== undefined && slot.isToldOtherwise && !added.includes(slot))
        await this.#handOver(slot);
    }
    const tried = await this.#stageFilters(added);
    await this.#send('listener', [listener], STATS.listeners, this.directory.listeners);
    if (this.#refusals.has('listener')) return;
    this.#inListener = names;
    await this.#judge(tried);
  }

  /** The plugins that do not run as wanted, with their own words on why. */
  get refusedPlugins(): RefusedPlugin[] {
    return [...this.#slots.values()].flatMap(({ plugin, refusal, wasAccepted }) =>
      refusal === undefined
        ? []
        : [{ resource: plugin.resource, message: refusal, isOldServing: wasAccepted }],
    );
  }

  /** The plugins whose configuration Envoy has not judged yet. */
  get pendingPlugins(): string[] {
    return [...this.#slots.values()]
      .filter(({ isPending }) => isPending)
      .map(({ plugin }) => plugin.resource);
  }

  get refusedParts(): { part: Part; message: string }[] {
    return [...this.#refusals].map(([part, message]) => ({ part, message }));
  }

  async #send(part: Part, resources: JsonObject[], scope: string, file: string): Promise<void> {
    const text = JSON.stringify(resources);
    if (this.#sent.get(part) === text) return;
    this.#sent.delete(part);
    this.#refusals.delete(part);
    this.failures.clear();
    const answer = await this.discovery.handOver(scope, () => this.directory.write(file, resources));
    this.#sent.set(part, text);
    if (answer === 'refused') this.#refusals.set(part, await this.#message(() => this.failures.other));
  }

  /** Writes filters for a listener that Envoy has yet to hear of; answers the versions of those it may refuse. */
  async #stageFilters(slots: Iterable<PluginSlot>): Promise<Map<PluginSlot, string>> {
    const tried = new Map<PluginSlot, string>();
    for (const slot of slots) {
      const version = await this.#write(slot);
      slot.noteTold(slot.filter);
      if (slot.refusal === undefined) tried.set(slot, version);
    }
    return tried;
  }

  /** Notes what Envoy makes of each, then puts stand-ins where it refused: a hand-over forgets why others were. */
  async #judge(tried: Map<PluginSlot, string>): Promise<void> {
    for (const [slot, version] of tried)
      await this.#record(slot, await this.discovery.verdict(STATS.filter(slot.plugin.name), version, 0));
    for (const slot of tried.keys()) if (slot.refusal !== undefined) await this.#handOver(slot);
  }

  async #handOver(slot: PluginSlot): Promise<Answer> {
    this.failures.clear();
    slot.noteTold(undefined);
    const scope = STATS.filter(slot.plugin.name);
    const answer = await this.discovery.handOver(scope, () => this.#write(slot));
    slot.noteTold(slot.filter);
    return answer;
  }

  #write({ plugin, filter }: PluginSlot): Promise<string> {
    return this.directory.write(this.directory.sources.filter(plugin.name), [filter]);
  }

  async #record(slot: PluginSlot, answer: Answer): Promise<void> {
    if (answer === 'accepted') slot.accept();
    else slot.refuse(await this.#message(() => this.failures.ofPlugin(slot.plugin.name)));
  }

  /** The log comes by another way than the counters and may be a moment later. */
  async #message(read: () => string): Promise<string> {
    const end = performance.now() + MESSAGE_PATIENCE_MS;
    while (read() === '' && performance.now() < end) await sleep(10);
    return read() || 'Envoy refuses the configuration without saying why';
  }

  #listener({ plugins, settings, lastFilters }: Target, address: Address): JsonObject {
    const slots = plugins.map((wanted) => this.#slotOf(wanted).entry);
    return httpListener(address, slots, settings, this.directory.sources, lastFilters);
  }

  #slotOf(wanted: WantedPlugin): PluginSlot {
    const { name } = wanted.plugin;
    const slot = this.#slots.get(name) ?? new PluginSlot(wanted.plugin, this.#isServing);
    this.#slots.set(name, slot);
    return slot;
  }

  #forgetSlots(target: Target): string[] {
    const names = namesOf(target);
    const removed = [...this.#slots.keys()].filter((name) => !names.has(name));
    for (const name of removed) this.#slots.delete(name);
    return removed;
  }
}

function namesOf({ plugins }: Target): Set<string> {
  return new Set(plugins.map(({ plugin }) => plugin.name));
}
