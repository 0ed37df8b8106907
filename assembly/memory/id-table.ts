const ENTRY_BYTES: usize = 8;
const FIRST_CAPACITY: u32 = 64;

/**
 * Host ids (contexts, call tokens) to record addresses: open addressing with linear probing and backward-shift
 * deletion, at most half full, so a look-up costs the same with one live stream or ten thousand.
 * An entry is `id: u32, record: u32`; record 0 marks it empty.
 */
@unmanaged
export class IdTable {
  private entries: usize = 0;
  private mask: u32 = 0;
  /** Number of ids in the table. */
  count: u32 = 0;

  /** The record stored under `id`, or 0. */
  // @ts-ignore: decorator
  @inline
  find(id: u32): usize {
    if (this.count == 0) return 0;
    const entry = this.locate(id);
    return load<u32>(entry, 4);
  }

  /** Stores `record` (not 0) under `id`, replacing what was there. */
  put(id: u32, record: usize): void {
    if (this.entries == 0 || this.count * 2 > this.mask) this.grow();
    const entry = this.locate(id);
    if (load<u32>(entry, 4) == 0) this.count += 1;
    store<u32>(entry, id);
    store<u32>(entry, <u32>record, 4);
  }

  /** Removes `id` and returns its record, or 0 if there was none. */
  take(id: u32): usize {
    if (this.count == 0) return 0;
    const entry = this.locate(id);
    const record = load<u32>(entry, 4);
    if (record == 0) return 0;
    this.count -= 1;
    this.closeGap(this.indexOf(entry));
    return record;
  }

  // @ts-ignore: decorator
  @inline
  private home(id: u32): u32 {
    // Fibonacci hashing: host ids are consecutive or step by four, and the high bits of the product spread both.
    return ((id * 0x9e3779b1) >>> 12) & this.mask;
  }

  // @ts-ignore: decorator
  @inline
  private entryAt(index: u32): usize {
    return this.entries + <usize>index * ENTRY_BYTES;
  }

  // @ts-ignore: decorator
  @inline
  private indexOf(entry: usize): u32 {
    return <u32>((entry - this.entries) / ENTRY_BYTES);
  }

  /** Address of the entry that holds `id`, or of the empty one where it would go. */
  // @ts-ignore: decorator
  @inline
  private locate(id: u32): usize {
    let index = this.home(id);
    let entry = this.entryAt(index);
    while (load<u32>(entry, 4) != 0 && load<u32>(entry) != id) {
      index = (index + 1) & this.mask;
      entry = this.entryAt(index);
    }
    return entry;
  }

  private closeGap(gap: u32): void {
    let index = gap;
    for (;;) {
      index = (index + 1) & this.mask;
      const entry = this.entryAt(index);
      if (load<u32>(entry, 4) == 0) break;
      const home = this.home(load<u32>(entry));
      // An entry may move into the gap unless its home lies cyclically in (gap, index].
      const stays = gap <= index ? gap < home && home <= index : gap < home || home <= index;
      if (stays) continue;
      store<u64>(this.entryAt(gap), load<u64>(entry));
      gap = index;
    }
    store<u64>(this.entryAt(gap), 0);
  }

  private grow(): void {
    const old = this.entries;
    const oldCapacity: u32 = old == 0 ? 0 : this.mask + 1;
    const capacity = old == 0 ? FIRST_CAPACITY : oldCapacity * 2;
    const bytes = <usize>capacity * ENTRY_BYTES;
    this.entries = heap.alloc(bytes);
    memory.fill(this.entries, 0, bytes);
    this.mask = capacity - 1;
    for (let i: u32 = 0; i < oldCapacity; i++) {
      const entry = load<u64>(old + <usize>i * ENTRY_BYTES);
      if (entry >>> 32 != 0) store<u64>(this.locate(<u32>entry), entry);
    }
    if (old != 0) heap.free(old);
  }
}
