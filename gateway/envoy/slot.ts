import type { JsonObject } from '../resources/kinds.ts';
import type { Slot } from '../translate/listener.ts';
import { closedFilter, openFilter } from '../translate/plugin-filter.ts';
import type { Plugin } from '../translate/wasm-plugin.ts';

/** A plugin, and the filter that is to run it or why there is none. */
export interface WantedPlugin {
  plugin: Plugin;
  filter: JsonObject | { missing: string };
}

/** What is known about the filter of one plugin: what it should be, and what Envoy made of that. */
export class PluginSlot {
  #wanted = '';
  #filter: JsonObject | undefined;
  #accepted: JsonObject | undefined;
  #refusal: string | undefined;
  #isJudged = false;

  constructor(
    public plugin: Plugin,
    /** A gateway that already serves goes on without a new plugin that is refused, as the old listener does on Higress. */
    private readonly wasServing: boolean,
  ) {}

  /** Takes over what DIR says now; answers whether Envoy has to hear of it. */
  want({ plugin, filter }: WantedPlugin): boolean {
    this.plugin = plugin;
    const text = JSON.stringify(filter);
    if (text === this.#wanted) return false;
    this.#wanted = text;
    const missing = 'missing' in filter && typeof filter.missing === 'string' ? filter.missing : undefined;
    this.#refusal = missing;
    this.#isJudged = missing !== undefined;
    this.#filter = missing === undefined ? (filter as JsonObject) : undefined;
    return missing === undefined;
  }

  accept(): void {
    this.#accepted = this.#filter;
    this.#refusal = undefined;
    this.#isJudged = true;
  }

  refuse(message: string): void {
    this.#refusal = message;
    this.#isJudged = true;
  }

  /** Envoy was given the wanted filter and has not said yet what it makes of it. */
  get isPending(): boolean {
    return !this.#isJudged;
  }

  get refusal(): string | undefined {
    return this.#refusal;
  }

  get wasAccepted(): boolean {
    return this.#accepted !== undefined;
  }

  /** What is to serve: the wanted filter, or what stands in for it after a refusal. */
  get standing(): JsonObject {
    if (this.#refusal === undefined && this.#filter !== undefined) return this.#filter;
    return this.#accepted ?? (this.isOpen ? openFilter(this.plugin) : closedFilter(this.plugin));
  }

  get listed(): Slot {
    return { name: this.plugin.name, isOpenWhileEmpty: this.isOpen };
  }

  private get isOpen(): boolean {
    return this.wasServing || this.plugin.failStrategy === 'FAIL_OPEN';
  }
}
