import { compiledProbe } from '../support/compiled-probe.ts';

/** A value of a reply; an integer keeps all its digits. A bulk and a simple string are the same to who reads them. */
export type Value = Buffer | bigint | null | Failure | Value[];

/** An error reply; redis-parser gives it as text, so that what is no UTF-8 is lost there. */
export class Failure {
  constructor(readonly message: string) {}
}

type Exports = {
  memory: WebAssembly.Memory;
  outAt(): number;
  outSize(): number;
  read(at: number, size: number): number;
  isWhole(at: number, size: number, maxNesting: number): number;
  lookBehind(at: number, size: number): number;
  floatOf(at: number, size: number): number;
  examples(): number;
  promise(index: number): void;
  make(index: number): void;
  makeMany(index: number, rounds: number): void;
  makeManyWithManagedKeys(rounds: number): void;
};

const PAGE = 65_536;

/**
 * The codec in a module of its own. Replies are put at the very end of its memory, on pages that its allocator does not
 * know, so that a read of one byte too many is a trap.
 */
export class CodecModule {
  readonly #exports: Exports;
  #guarded = 0;

  private constructor(exports: Exports) {
    this.#exports = exports;
  }

  static async start(): Promise<CodecModule> {
    const module = await WebAssembly.compile(
      Uint8Array.from(await compiledProbe('tests/wasm/redis-codec/probe')),
    );
    const ok = () => 0;
    const { exports } = await WebAssembly.instantiate(module, {
      env: Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, ok])),
    });
    const { _initialize: initialize, ...rest } = exports as unknown as Exports & { _initialize(): void };
    initialize();
    return new CodecModule(rest);
  }

  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /** The value of a reply, or undefined if it is not whole, no RESP2 or followed by more. */
  read(reply: Uint8Array): Value | undefined {
    if (!this.#exports.read(this.#guard(reply), reply.length)) return undefined;
    return valueOf(this.#out());
  }

  isWhole(reply: Uint8Array, maxNesting = 32): boolean {
    return this.#exports.isWhole(this.#guard(reply), reply.length, maxNesting) !== 0;
  }

  /** @throws {WebAssembly.RuntimeError} if replies lie where they should */
  lookBehind(reply: Uint8Array): void {
    this.#exports.lookBehind(this.#guard(reply), reply.length);
  }

  floatOf(text: string): number {
    const bytes = Buffer.from(text);
    return this.#exports.floatOf(this.#guard(bytes), bytes.length);
  }

  get examples(): number {
    return this.#exports.examples();
  }

  promise(index: number): string {
    this.#exports.promise(index);
    return this.#out().toString();
  }

  make(index: number): Buffer {
    this.#exports.make(index);
    return this.#out();
  }

  makeMany(index: number, rounds: number): void {
    this.#exports.makeMany(index, rounds);
  }

  makeManyWithManagedKeys(rounds: number): void {
    this.#exports.makeManyWithManagedKeys(rounds);
  }

  /** Puts `bytes` before the end of memory; where. */
  #guard(bytes: Uint8Array): number {
    const { memory } = this.#exports;
    const needed = Math.ceil(bytes.length / PAGE) * PAGE;
    // Grown from outside: the allocator never takes these pages, and those it takes later lie behind them.
    if (this.#guarded !== memory.buffer.byteLength || needed > PAGE)
      memory.grow(Math.max(needed, PAGE) / PAGE);
    this.#guarded = memory.buffer.byteLength;
    const at = memory.buffer.byteLength - bytes.length;
    new Uint8Array(memory.buffer, at).set(bytes);
    return at;
  }

  #out(): Buffer {
    const { memory } = this.#exports;
    return Buffer.from(Buffer.from(memory.buffer, this.#exports.outAt(), this.#exports.outSize()));
  }
}

/** Reads what the probe wrote, see there. */
function valueOf(written: Buffer): Value {
  let at = 0;
  const next = (): Value => {
    const letter = String.fromCharCode(written[at++]!);
    if (letter === 'n') return null;
    const stop = written.indexOf(letter === 'a' || letter === 'i' ? ';' : ':', at);
    const digits = written.toString('latin1', at, stop);
    at = stop + 1;
    if (letter === 'i') return BigInt(digits);
    if (letter === 'a') return Array.from({ length: Number(digits) }, next);
    const bytes = written.subarray(at, (at += Number(digits)));
    return letter === 'e' ? new Failure(bytes.toString()) : bytes;
  };
  return next();
}
