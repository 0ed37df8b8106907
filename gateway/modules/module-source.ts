import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileSignature } from '../resources/directory.ts';
import { LinkError } from '../link/link-error.ts';
import type { LinkedFile } from '../link/linked-file.ts';
import { isRemote } from '../translate/module-url.ts';
import { fetchModule } from './fetch-module.ts';
import { RemoteModules } from './remote-modules.ts';
import type { RemoteOptions } from './remote-modules.ts';

/** Makes a plugin loadable by upstream Envoy; throws when it is not a module that could run. */
export type Link = (wasm: Uint8Array) => Promise<LinkedFile & { stubbed: string[] }>;

export type Module = { file: LinkedFile; message?: undefined } | MissingModule;

export interface MissingModule {
  file?: undefined;
  message: string;
  /** The module itself is at fault: another attempt would come to the same. */
  isFinal?: boolean;
}

interface Loaded {
  signature: string;
  module: Module;
  /** When to try again what failed for another reason than the file. */
  retryAt?: number | undefined;
}

/** How long it takes until what may come to something else is tried again. */
const RETRY_MS = 10_000;
const FILE = 'file://';

/** Turns the `url` of a WasmPlugin into a file for Envoy. */
export class ModuleSource {
  readonly #loaded = new Map<string, Loaded>();
  readonly #remote: RemoteModules;
  readonly #retryMs: number;

  constructor(
    private readonly link: Link,
    private readonly report: (message: string) => void,
    { retryMs = RETRY_MS, onChange = () => undefined }: Partial<RemoteOptions> = {},
  ) {
    this.#retryMs = retryMs;
    const fetch = (url: string, signal: AbortSignal) => this.#load(url, () => fetchModule(url, signal));
    this.#remote = new RemoteModules(fetch, { retryMs, onChange });
  }

  /**
   * Reads and links what changed since the last call; `urls` not named any more are forgotten. A module to fetch is not
   * waited for: until it is there, that it is on its way is the reason why there is none.
   */
  async load(urls: string[]): Promise<Map<string, Module>> {
    for (const url of [...this.#loaded.keys()]) if (!urls.includes(url)) this.#loaded.delete(url);
    const named = [...new Set(urls)];
    this.#remote.want(named.filter(isRemote));
    await Promise.all(named.map((url) => this.#refresh(url)));
    return new Map([...this.#loaded].map(([url, { module }]) => [url, module]));
  }

  async #refresh(url: string): Promise<void> {
    if (isRemote(url)) {
      this.#loaded.set(url, this.#remote.stateOf(url));
      return;
    }
    const signature = await this.#signatureOf(url);
    if (this.#loaded.get(url)?.signature === signature && !this.#isDue(url)) return;
    const module = await this.#load(url, () => this.#read(url));
    const mayPass = module.file === undefined && module.isFinal !== true && signature !== '';
    const retryAt = mayPass ? performance.now() + this.#retryMs : undefined;
    this.#loaded.set(url, { signature, module, retryAt });
  }

  #isDue(url: string): boolean {
    const retryAt = this.#loaded.get(url)?.retryAt;
    return retryAt !== undefined && performance.now() >= retryAt;
  }

  /** The state of what the last `load` found. */
  get loadedSignature(): string {
    return [...this.#loaded]
      .map(([url, { signature }]) => `${url} ${signature}`)
      .sort()
      .join();
  }

  /** What the last `load` gave; another attempt that fails again changes nothing of it. */
  get outcome(): string {
    const outcomes = [...this.#loaded].map(
      ([url, { signature, module }]) =>
        `${url} ${isRemote(url) ? '' : signature} ${module.file?.path ?? 'nothing'}`,
    );
    return outcomes.sort().join();
  }

  /** The folders of the modules that are files. */
  get folders(): string[] {
    const files = [...this.#loaded.keys()].filter((url) => url.startsWith(FILE));
    return files.map((url) => dirname(pathOf(url)));
  }

  /** The state of the same modules now. */
  async signature(): Promise<string> {
    const urls = [...this.#loaded.keys()];
    const signatures = await Promise.all(
      urls.map(async (url) => `${url} ${await this.#signatureOf(url)}${this.#isDue(url) ? ' again' : ''}`),
    );
    return signatures.sort().join();
  }

  /** Resolves when every module to fetch has been tried once, or after `ms`; to false when there is none. */
  tried(ms: number): Promise<boolean> {
    return this.#remote.tried(ms);
  }

  /** Ends what is being fetched. */
  close(): void {
    this.#remote.close();
  }

  async #signatureOf(url: string): Promise<string> {
    if (isRemote(url)) return this.#remote.stateOf(url).signature;
    return url.startsWith(FILE) ? fileSignature(pathOf(url)) : '';
  }

  async #load(url: string, read: () => Promise<Uint8Array>): Promise<Module> {
    try {
      const { stubbed, ...file } = await this.link(await read());
      if (stubbed.length > 0)
        this.report(`${url}: upstream Envoy lacks ${stubbed.join(', ')}; calls answer 12`);
      if (file.needs?.injectsBodies) this.report(`${url}: ${INJECTION}`);
      return { file };
    } catch (error) {
      const message = `${url}: ${error instanceof Error ? error.message : String(error)}`;
      return { message, ...(error instanceof LinkError && { isFinal: true }) };
    }
  }

  async #read(url: string): Promise<Uint8Array> {
    if (url.startsWith(FILE)) return readFile(pathOf(url));
    if (url === '') throw new Error('spec.url is empty: write file:///PATH/plugin.wasm');
    throw new Error('only file://, http:// and https:// are supported yet, oci:// is not');
  }
}

const INJECTION =
  'body data can be injected inside the callback of a response chunk, and after a chunk was swallowed (status 3); elsewhere the call answers 12';

// The text after file:// is the path, without the escapes of a URL.
const pathOf = (url: string) => resolve(url.slice(FILE.length));
