import { ByteBuffer } from "../text/byte-buffer";
import { addressOf, Bytes } from "../text/bytes";
import { Span } from "../text/span";

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

/** Reads the pairs layout in place; a block that is cut off or lies about its sizes simply ends early. */
@unmanaged
export class PairsReader {
  readonly name: Span = new Span();
  readonly value: Span = new Span();
  private sizes: usize = 0;
  private text: usize = 0;
  private left: u32 = 0;
  private end: usize = 0;

  open(at: usize, size: i32): void {
    this.end = at + size;
    this.left = size < 4 ? 0 : load<u32>(at);
    this.sizes = at + 4;
    const head = 4 + 8 * <u64>this.left;
    if (head > <u64>size) this.left = 0;
    this.text = at + <usize>head;
  }

  /** Moves on to the next pair; false at the end. */
  next(): bool {
    if (this.left == 0) return false;
    this.left -= 1;
    const nameSize = load<u32>(this.sizes);
    const valueSize = load<u32>(this.sizes, 4);
    this.sizes += 8;
    // A NUL behind each of the two.
    const bytes = <u64>nameSize + <u64>valueSize + 2;
    if (bytes > <u64>(this.end - this.text)) {
      this.left = 0;
      return false;
    }
    this.name.set(this.text, nameSize);
    this.value.set(this.text + nameSize + 1, valueSize);
    this.text += <usize>bytes;
    return true;
  }
}
