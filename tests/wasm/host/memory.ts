import { Result } from './abi.ts';
import type { Counters } from './counters.ts';

const none = new Uint8Array(0);

/**
 * The module's linear memory. Growth (also inside malloc, in the middle of a hostcall) detaches the old
 * ArrayBuffer, so every access goes through `bytes()` or `view()`, which notice the detached length 0.
 * Addresses arrive as signed i32 and are made unsigned here.
 */
export class GuestMemory {
  #bytes: Uint8Array = none;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #malloc: (size: number) => number = () => 0;

  #memory: WebAssembly.Memory | undefined;

  constructor(private readonly counters: Counters) {}

  attach(memory: WebAssembly.Memory, malloc: (size: number) => number): void {
    this.#memory = memory;
    this.#malloc = malloc;
  }

  bytes(): Uint8Array {
    if (this.#bytes.length === 0) this.#refresh();
    return this.#bytes;
  }

  view(): DataView {
    if (this.#bytes.length === 0) this.#refresh();
    return this.#view;
  }

  get size(): number {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  #refresh(): void {
    if (this.#memory === undefined) return;
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#view = new DataView(this.#memory.buffer);
  }

  has(at: number, length: number): boolean {
    return (at >>> 0) + (length >>> 0) <= this.bytes().length;
  }

  /** A copy that outlives the hostcall. */
  copy(at: number, length: number): Uint8Array {
    this.counters.bytesFromModule += length >>> 0;
    return this.bytes().slice(at >>> 0, (at >>> 0) + (length >>> 0));
  }

  /** One character a byte: a key to look up with, whatever its encoding. */
  key(at: number, length: number): string {
    this.counters.bytesFromModule += length >>> 0;
    const bytes = this.bytes();
    return Buffer.from(bytes.buffer, at >>> 0, length >>> 0).toString('latin1');
  }

  text(at: number, length: number): string {
    return Buffer.from(this.copy(at, length)).toString('utf8');
  }

  u32(at: number): number {
    return this.view().getUint32(at >>> 0, true);
  }

  writeU32(at: number, value: number): number {
    if (!this.has(at, 4)) return Result.InvalidMemoryAccess;
    this.view().setUint32(at >>> 0, value, true);
    return Result.Ok;
  }

  writeU64(at: number, value: bigint): number {
    if (!this.has(at, 8)) return Result.InvalidMemoryAccess;
    this.view().setBigUint64(at >>> 0, value, true);
    return Result.Ok;
  }

  /** Hands data to the module: allocated by the module, owned by the module; nothing is 0/0 without allocation. */
  give(source: Uint8Array, addressOut: number, lengthOut: number, start = 0, length = source.length): number {
    if (!this.has(addressOut, 4) || !this.has(lengthOut, 4)) return Result.InvalidMemoryAccess;
    let address = 0;
    if (length > 0) {
      address = this.#malloc(length) >>> 0;
      this.counters.allocations++;
      if (address === 0 || !this.has(address, length)) return Result.InvalidMemoryAccess;
      this.#write(source, start, length, address);
    }
    const view = this.view();
    view.setUint32(addressOut >>> 0, address, true);
    view.setUint32(lengthOut >>> 0, length, true);
    return Result.Ok;
  }

  #write(source: Uint8Array, start: number, length: number, address: number): void {
    this.counters.bytesToModule += length;
    const bytes = this.bytes();
    // A typed-array set costs more than the bytes of an ordinary header value.
    if (length <= 32) for (let i = 0; i < length; i++) bytes[address + i] = source[start + i]!;
    else
      bytes.set(
        start === 0 && length === source.length ? source : source.subarray(start, start + length),
        address,
      );
  }
}
