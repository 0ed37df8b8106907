import { malformed } from './link-error.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the primitive encodings of a wasm binary; every step past the end is a LinkError. */
export class BinaryReader {
  at: number;
  readonly bytes: Uint8Array;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    if (this.at >= this.end) throw malformed(`truncated at byte ${this.at}`);
    return this.bytes[this.at++]!;
  }

  /** Unsigned LEB128 of at most 32 bits. Linkers pad it to five bytes, so the long form is as good as the short one. */
  unsigned(): number {
    const start = this.at;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffffffff) break;
        return value;
      }
    }
    throw malformed(`number longer than 32 bits at byte ${start}`);
  }

  /** Signed or 64-bit LEB128 whose value does not matter here. */
  skipNumber(): void {
    const start = this.at;
    for (let i = 0; i < 10; i++) if (this.byte() < 0x80) return;
    throw malformed(`number longer than 64 bits at byte ${start}`);
  }

  slice(size: number): Uint8Array {
    if (size > this.end - this.at) throw malformed(`truncated: ${size} bytes wanted at byte ${this.at}`);
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  name(): string {
    const start = this.at;
    const bytes = this.slice(this.unsigned());
    try {
      return UTF8.decode(bytes);
    } catch {
      throw malformed(`name at byte ${start} is not UTF-8`);
    }
  }
}

export function encodeUnsigned(value: number): Uint8Array {
  const bytes: number[] = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value > 0 ? low + 128 : low);
  } while (value > 0);
  return Uint8Array.from(bytes);
}

export function encodeName(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  return Buffer.concat([encodeUnsigned(bytes.length), bytes]);
}
