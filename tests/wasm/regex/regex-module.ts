import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ENTRY = 'tests/unit/text/regex/bridge.ts';

/** The exports of the bridge, see there. */
interface Bridge {
  memory: WebAssembly.Memory;
  _initialize(): void;
  reserve(size: number): number;
  compile(units: number): number;
  matches(size: number): number;
  errorAt(): number;
  errorSize(): number;
  errorOffsetUnits(): number;
}

export type Compiled = { matches(text: Uint8Array | string): boolean } | { error: string; offset: number };

/** The optimised matcher, alone in a module of its own. A trap in it is thrown as WebAssembly.RuntimeError. */
export class RegexModule {
  readonly #bridge: Bridge;

  private constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  static async build(): Promise<RegexModule> {
    const folder = await mkdtemp(join(tmpdir(), 'regex-module-'));
    try {
      const config = join(folder, 'asconfig.json');
      const output = join(folder, 'regex.wasm');
      await writeFile(config, '{}');
      const built = await asc.main([
        ENTRY,
        ...['--baseDir', ROOT, '--config', config, '--outFile', output],
        ...['-O3', '--runtime', 'incremental', '--exportStart', '_initialize'],
      ]);
      if (built.error) throw new Error(`${ENTRY}: ${built.error.message}\n${built.stderr.toString()}`);
      const { instance } = await WebAssembly.instantiate(await readFile(output), {
        env: {
          abort: (): void => {
            throw new Error('the regex module called abort');
          },
        },
      });
      const bridge = instance.exports as unknown as Bridge;
      bridge._initialize();
      return new RegexModule(bridge);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  get memoryBytes(): number {
    return this.#bridge.memory.buffer.byteLength;
  }

  /** What it returns is good until the next call. */
  compile(pattern: string): Compiled {
    this.#put(Buffer.from(pattern, 'utf16le'));
    if (this.#bridge.compile(pattern.length)) return { matches: (text) => this.#matches(text) };
    const message = new Uint8Array(
      this.#bridge.memory.buffer,
      this.#bridge.errorAt(),
      this.#bridge.errorSize(),
    );
    return { error: new TextDecoder().decode(message), offset: this.#bridge.errorOffsetUnits() };
  }

  #matches(text: Uint8Array | string): boolean {
    const bytes = Buffer.from(text);
    this.#put(bytes);
    return this.#bridge.matches(bytes.length) !== 0;
  }

  #put(bytes: Uint8Array): void {
    const at = this.#bridge.reserve(bytes.length);
    new Uint8Array(this.#bridge.memory.buffer, at, bytes.length).set(bytes);
  }
}
