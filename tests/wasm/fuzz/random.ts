/** Chance that can be repeated: mulberry32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** In [0, end). */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** Short more often than long. */
  length(most: number): number {
    return Math.floor(this.next() ** 4 * (most + 1));
  }

  /** `parts` put together, with random bytes in between now and then. */
  mixture(parts: readonly string[], most: number): Buffer {
    const pieces = Array.from({ length: this.below(most + 1) }, () =>
      this.chance(0.15) ? this.bytes(this.length(20)) : Buffer.from(this.pick(parts)),
    );
    return Buffer.concat(pieces);
  }

  /** `original` with a few bytes changed, lost, doubled or cut off, or `tokens` thrown in. */
  mutation(original: Uint8Array, tokens: readonly string[]): Buffer {
    let bytes = Buffer.from(original);
    for (let changes = 1 + this.below(4); changes > 0; changes--) {
      const at = this.below(bytes.length + 1);
      const to = Math.min(bytes.length, at + 1 + this.length(30));
      const [head, middle, tail] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
      const token = Buffer.from(this.pick(tokens));
      const change = this.below(6);
      if (change === 0) bytes = Buffer.concat([head, this.bytes(middle.length), tail]);
      else if (change === 1) bytes = Buffer.concat([head, tail]);
      else if (change === 2) bytes = Buffer.concat([head, middle, middle, tail]);
      else if (change === 3) bytes = Buffer.concat([head, token, tail]);
      else if (change === 4) bytes = Buffer.concat([head, token, middle, tail]);
      else if (this.chance(0.3)) bytes = Buffer.from(head);
    }
    return bytes;
  }
}
