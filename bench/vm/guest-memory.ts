/** The memory of a module and its allocator, with no more checks than a benchmark needs. */
export class GuestMemory {
  #view: DataView;
  #bytes: Buffer;

  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly allocate: (size: number) => number,
  ) {
    this.#view = new DataView(memory.buffer);
    this.#bytes = Buffer.from(memory.buffer);
  }

  get size(): number {
    return this.memory.buffer.byteLength;
  }

  /** Hands bytes over as the gateway does: into memory of the module's own, place and size into two out-pointers. */
  give(bytes: Uint8Array, placeOut: number, sizeOut: number): 0 {
    const place = this.allocate(bytes.length);
    this.#refresh();
    this.#bytes.set(bytes, place >>> 0);
    this.#view.setUint32(placeOut, place, true);
    this.#view.setUint32(sizeOut, bytes.length, true);
    return 0;
  }

  writeU32(at: number, value: number): 0 {
    this.#refresh();
    this.#view.setUint32(at, value, true);
    return 0;
  }

  writeU64(at: number, value: bigint): 0 {
    this.#refresh();
    this.#view.setBigUint64(at, value, true);
    return 0;
  }

  text(at: number, size: number): string {
    this.#refresh();
    return this.#bytes.toString('latin1', at, at + size);
  }

  #refresh(): void {
    // A memory that has grown is a new buffer.
    if (this.#view.buffer === this.memory.buffer) return;
    this.#view = new DataView(this.memory.buffer);
    this.#bytes = Buffer.from(this.memory.buffer);
  }
}
