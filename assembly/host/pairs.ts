import { ByteBuffer } from "../text/byte-buffer";
import { addressOf, Bytes } from "../text/bytes";

/**
 * Builds the ABI's pairs layout: `count: u32`, then `nameSize: u32, valueSize: u32` for each pair, then each name and
 * value with a NUL behind it. The number of pairs is fixed first because the sizes precede the text.
 */
@unmanaged
export class PairsWriter {
  private written: i32 = 0;
  private count: i32 = 0;

  constructor(private out: ByteBuffer) {}

  begin(count: i32): void {
    this.out.clear();
    const bytes = 4 + 8 * count;
    store<u32>(this.out.reserve(bytes), count);
    this.out.size = bytes;
    this.written = 0;
    this.count = count;
  }

  /** Adds one of the announced pairs; one too many is ignored, the layout has no room for it. */
  add(name: Bytes, at: usize, size: i32): void {
    if (this.written == this.count) return;
    const sizes = this.out.at + 4 + 8 * this.written;
    store<u32>(sizes, name.byteLength);
    store<u32>(sizes, size, 4);
    this.out.raw(addressOf(name), name.byteLength);
    this.out.byte(0);
    this.out.raw(at, size);
    this.out.byte(0);
    this.written += 1;
  }
}
