import { setTimeout as sleep } from 'node:timers/promises';
import type { Module } from './module-source.ts';

export interface RemoteOptions {
  /** What could not be fetched is asked for again after this time. */
  retryMs: number;
  /** A module arrived, or another reason why it did not. */
  onChange: () => void;
}

interface Entry {
  readonly abort: AbortController;
  module: Module;
  /** Changes whenever `module` does. */
  signature: string;
  firstTry: Promise<void>;
  retry?: NodeJS.Timeout;
}

/** Modules on their way from servers, all at once. Nobody waits for them: each says how far it is. */
export class RemoteModules {
  readonly #entries = new Map<string, Entry>();
  #isClosed = false;

  constructor(
    private readonly fetch: (url: string, signal: AbortSignal) => Promise<Module>,
    private readonly options: RemoteOptions,
  ) {}

  /** Fetches these from now on, each once, and no others. */
  want(urls: readonly string[]): void {
    for (const [url, entry] of this.#entries) if (!urls.includes(url)) this.#forget(url, entry);
    for (const url of this.#isClosed ? [] : urls) {
      if (this.#entries.has(url)) continue;
      const module = { message: `${url}: is being fetched` };
      const abort = new AbortController();
      const entry: Entry = { abort, module, signature: module.message, firstTry: Promise.resolve() };
      this.#entries.set(url, entry);
      entry.firstTry = this.#fetch(url, entry);
    }
  }

  /** As it is now; the answer does not change with it. */
  stateOf(url: string): Pick<Entry, 'module' | 'signature'> {
    const { module, signature } = this.#entries.get(url) ?? { module: undefined, signature: '' };
    return { module: module ?? { message: `${url}: was not asked for` }, signature };
  }

  /** Resolves when every one that is wanted has been tried once, or after `ms`; to false when none is. */
  async tried(ms: number): Promise<boolean> {
    if (this.#entries.size === 0) return false;
    const first = [...this.#entries.values()].map(({ firstTry }) => firstTry);
    await Promise.race([Promise.all(first), sleep(ms, undefined, { ref: false })]);
    return true;
  }

  /** Fetches nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.want([]);
  }

  #forget(url: string, { abort, retry }: Entry): void {
    abort.abort();
    clearTimeout(retry);
    this.#entries.delete(url);
  }

  async #fetch(url: string, entry: Entry): Promise<void> {
    const module = await this.fetch(url, entry.abort.signal);
    if (entry.abort.signal.aborted) return;
    if (module.file === undefined && module.isFinal !== true) {
      entry.retry = setTimeout(() => void this.#fetch(url, entry), this.options.retryMs).unref();
    }
    const signature = module.message ?? 'fetched';
    if (signature === entry.signature) return;
    entry.module = module;
    entry.signature = signature;
    this.options.onChange();
  }
}
