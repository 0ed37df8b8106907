import type { JsonObject } from '../resources/kinds.ts';
import type { Slot } from '../translate/listener.ts';
import { closedFilter, openFilter } from '../translate/plugin-filter.ts';
import type { Plugin } from '../translate/wasm-plugin.ts';

/** A plugin, and the filter that is to run it or why there is none. */
export interface WantedPlugin {
  plugin: Plugin;
  filter: JsonObject | { missing: string };
}

/** What Envoy made of the wanted filter. Where there is none to make, that counts as a refusal. */
type Verdict = 'pending' | 'accepted' | { refusal: string };

/** The filter of one plugin: what it should be, and what Envoy made of that. */
export class PluginSlot {
  #wantedText = '';
  #wanted: JsonObject | undefined;
  #accepted: JsonObject | undefined;
  /** What Envoy was told last; empty while that is not certain. */
  #told = '';
  #verdict: Verdict = 'pending';

  constructor(
    public plugin: Plugin,
    /** A gateway that already serves goes on without a new plugin that is refused, as the old listener does on Higress. */
    private readonly wasServing: boolean,
  ) {}

  /** Takes over what DIR says now. */
  update({ plugin, filter }: WantedPlugin): void {
    this.plugin = plugin;
    const text = JSON.stringify(filter);
    if (text === this.#wantedText) return;
    this.#wantedText = text;
    const missing = 'missing' in filter && typeof filter.missing === 'string' ? filter.missing : undefined;
    this.#verdict = missing === undefined ? 'pending' : { refusal: missing };
    this.#wanted = missing === undefined ? (filter as JsonObject) : undefined;
  }

  /** Notes what Envoy was told last. */
  noteTold(filter: JsonObject | undefined): void {
    this.#told = filter === undefined ? '' : JSON.stringify(filter);
  }

  accept(): void {
    this.#accepted = this.#wanted;
    this.#verdict = 'accepted';
  }

  refuse(message: string): void {
    this.#verdict = { refusal: message };
  }

  /** Envoy has not said yet what it makes of the wanted filter. */
  get isPending(): boolean {
    return this.#verdict === 'pending';
  }

  get refusal(): string | undefined {
    return typeof this.#verdict === 'string' ? undefined : this.#verdict.refusal;
  }

  get wasAccepted(): boolean {
    return this.#accepted !== undefined;
  }

  /** Envoy was told something else last: what it refused, or a stand-in that does not stand any more. */
  get isToldOtherwise(): boolean {
    return this.#told !== JSON.stringify(this.filter);
  }

  /** The filter to hand over: the wanted one, or what stands in for it after a refusal. */
  get filter(): JsonObject {
    if (this.refusal === undefined && this.#wanted !== undefined) return this.#wanted;
    return this.#accepted ?? (this.isOpen ? openFilter(this.plugin) : closedFilter(this.plugin));
  }

  /** Its entry in the listener. */
  get entry(): Slot {
    return { name: this.plugin.name, isOpenWhileEmpty: this.isOpen };
  }

  private get isOpen(): boolean {
    return this.wasServing || this.plugin.failStrategy === 'FAIL_OPEN';
  }
}
