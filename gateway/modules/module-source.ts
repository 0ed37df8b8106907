import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileSignature } from '../resources/directory.ts';
import type { LinkedFile } from '../link/linked-file.ts';
import { isRemote } from '../translate/module-url.ts';
import { fetchModule, RETRY_MS } from './remote-module.ts';

/** Makes a plugin loadable by upstream Envoy; throws when it is not a module that could run. */
export type Link = (wasm: Uint8Array) => Promise<LinkedFile & { stubbed: string[] }>;

export type Module = { file: LinkedFile; message?: undefined } | { file?: undefined; message: string };

const FILE = 'file://';

/** Turns the `url` of a WasmPlugin into a file for Envoy. */
export class ModuleSource {
  readonly #loaded = new Map<string, { signature: string; module: Module }>();

  constructor(
    private readonly link: Link,
    private readonly report: (message: string) => void,
  ) {}

  /** Reads and links what changed since the last call; `urls` not named any more are forgotten. */
  async load(urls: string[]): Promise<Map<string, Module>> {
    for (const url of [...this.#loaded.keys()]) if (!urls.includes(url)) this.#loaded.delete(url);
    for (const url of new Set(urls)) {
      const signature = await this.#signatureOf(url);
      if (this.#loaded.get(url)?.signature === signature) continue;
      const loaded = { signature, module: await this.#load(url) };
      this.#loaded.set(url, loaded);
      // Of a file it stands for what was read; of a module to fetch, for how that went.
      if (isRemote(url)) loaded.signature = await this.#signatureOf(url);
    }
    return new Map([...this.#loaded].map(([url, { module }]) => [url, module]));
  }

  /** The state of the files that the last `load` read. */
  get loadedSignature(): string {
    return [...this.#loaded.values()].map(({ signature }) => signature).join();
  }

  /** The folders these files lie in. */
  get folders(): string[] {
    const files = [...this.#loaded.keys()].filter((url) => url.startsWith(FILE));
    return files.map((url) => dirname(pathOf(url)));
  }

  /** The state of the same files now. */
  async signature(): Promise<string> {
    const urls = [...this.#loaded.keys()];
    return (await Promise.all(urls.map((url) => this.#signatureOf(url)))).join();
  }

  async #signatureOf(url: string): Promise<string> {
    if (url.startsWith(FILE)) return fileSignature(pathOf(url));
    // What was fetched once stays; what could not be fetched is tried again after a while.
    const hasFailed = this.#loaded.get(url)?.module.message !== undefined;
    return isRemote(url) && hasFailed ? `attempt ${Math.floor(Date.now() / RETRY_MS)}` : '';
  }

  async #load(url: string): Promise<Module> {
    try {
      const { stubbed, ...file } = await this.link(await this.#read(url));
      if (stubbed.length > 0)
        this.report(`${url}: upstream Envoy lacks ${stubbed.join(', ')}; calls answer 12`);
      if (file.needs?.injectsBodies) this.report(`${url}: ${INJECTION}`);
      return { file };
    } catch (error) {
      return { message: `${url}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  async #read(url: string): Promise<Uint8Array> {
    if (url.startsWith(FILE)) return readFile(pathOf(url));
    if (isRemote(url)) return fetchModule(url);
    if (url === '') throw new Error('spec.url is empty: write file:///PATH/plugin.wasm');
    throw new Error('only file://, http:// and https:// are supported yet, oci:// is not');
  }
}

const INJECTION =
  'body data can be injected inside the callback of a response chunk, and after a chunk was swallowed (status 3); elsewhere the call answers 12';

// The text after file:// is the path, without the escapes of a URL.
const pathOf = (url: string) => resolve(url.slice(FILE.length));
