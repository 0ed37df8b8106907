/** Bytes of a body as the gateway buffers them: a chunk, or everything held so far. */
export class BodyBuffer {
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.#bytes = bytes;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Moves the other buffer's content to the end of this one. */
  take(other: BodyBuffer): void {
    this.#bytes = this.length === 0 ? other.#bytes : Buffer.concat([this.#bytes, other.#bytes]);
    other.#bytes = new Uint8Array(0);
  }

  drain(): Uint8Array {
    const bytes = this.#bytes;
    this.#bytes = new Uint8Array(0);
    return bytes;
  }

  /** Start 0 drops `length` bytes and prepends, start at or past the end appends, anything between is refused. */
  splice(start: number, length: number, data: Uint8Array): boolean {
    if (start === 0) {
      this.#bytes = Buffer.concat([data, this.#bytes.subarray(Math.min(length, this.length))]);
      return true;
    }
    if (start < this.length) return false;
    this.#bytes = Buffer.concat([this.#bytes, data]);
    return true;
  }
}
