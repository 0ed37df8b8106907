import type { Module } from './module-source.ts';

/** What could not be fetched is asked for again after this time. */
const RETRY_MS = 10_000;

export interface RemoteOptions {
  retryMs?: number;
  /** A module arrived, or another reason why it did not. */
  onChange?: () => void;
}

interface Entry {
  readonly abort: AbortController;
  module: Module;
  /** Changes whenever `module` does. */
  signature: string;
  retry?: NodeJS.Timeout;
}

/** Modules on their way from servers, all at once. Nobody waits for them: each says how far it is. */
export class RemoteModules {
  readonly #entries = new Map<string, Entry>();
  readonly #retryMs: number;
  readonly #onChange: () => void;

  constructor(
    private readonly fetch: (url: string, signal: AbortSignal) => Promise<Module>,
    { retryMs = RETRY_MS, onChange = () => undefined }: RemoteOptions,
  ) {
    this.#retryMs = retryMs;
    this.#onChange = onChange;
  }

  /** Fetches these from now on, each once, and no others. */
  want(urls: readonly string[]): void {
    for (const [url, entry] of this.#entries) if (!urls.includes(url)) this.#forget(url, entry);
    for (const url of urls) {
      if (this.#entries.has(url)) continue;
      const module = { message: `${url}: is being fetched` };
      const entry: Entry = { abort: new AbortController(), module, signature: module.message };
      this.#entries.set(url, entry);
      void this.#fetch(url, entry);
    }
  }

  /** As it is now; the answer does not change with it. */
  stateOf(url: string): Pick<Entry, 'module' | 'signature'> {
    const { module, signature } = this.#entries.get(url) ?? { module: undefined, signature: '' };
    return { module: module ?? { message: `${url}: was not asked for` }, signature };
  }

  close(): void {
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
    if (module.file === undefined) {
      entry.retry = setTimeout(() => void this.#fetch(url, entry), this.#retryMs).unref();
    }
    const signature = module.message ?? 'fetched';
    if (signature === entry.signature) return;
    entry.module = module;
    entry.signature = signature;
    this.#onChange();
  }
}
