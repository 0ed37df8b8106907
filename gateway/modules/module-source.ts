import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileSignature } from '../resources/directory.ts';
import type { LinkedFile } from '../translate/plugin-filter.ts';

/** Makes a plugin loadable by upstream Envoy; throws when it is not a module that could run. */
export type Link = (wasm: Uint8Array) => Promise<LinkedFile & { stubbed: string[] }>;

export type Module = { file: LinkedFile; message?: undefined } | { file?: undefined; message: string };

const FILE = 'file://';

/** Turns the `url` of a WasmPlugin into a file for Envoy. Other schemes get their own branch in `#load`. */
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
      this.#loaded.set(url, { signature, module: await this.#load(url) });
    }
    return new Map([...this.#loaded].map(([url, { module }]) => [url, module]));
  }

  /** The state of the files that the last `load` read. */
  get loadedSignature(): string {
    return [...this.#loaded.values()].map(({ signature }) => signature).join();
  }

  /** The state of the same files now. */
  async signature(): Promise<string> {
    const urls = [...this.#loaded.keys()];
    return (await Promise.all(urls.map((url) => this.#signatureOf(url)))).join();
  }

  async #signatureOf(url: string): Promise<string> {
    return url.startsWith(FILE) ? fileSignature(pathOf(url)) : '';
  }

  async #load(url: string): Promise<Module> {
    if (!url.startsWith(FILE)) return { message: unsupported(url) };
    const path = pathOf(url);
    try {
      const { stubbed, ...file } = await this.link(await readFile(path));
      if (stubbed.length > 0)
        this.report(`${url}: upstream Envoy lacks ${stubbed.join(', ')}; calls answer 12`);
      return { file };
    } catch (error) {
      return { message: `${url}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
}

// The text after file:// is the path, without the escapes of a URL.
const pathOf = (url: string) => resolve(url.slice(FILE.length));

function unsupported(url: string): string {
  if (url === '') return 'spec.url is empty: write file:///PATH/plugin.wasm';
  return `${url}: only file:// is supported yet, http://, https:// and oci:// are not`;
}
