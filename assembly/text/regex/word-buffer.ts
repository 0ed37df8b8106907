const FIRST_CAPACITY: i32 = 64;

/** A growable, reusable list of 32-bit words outside the garbage collector. Indexes are not checked. */
@unmanaged
export class WordBuffer {
  at: usize = 0;
  length: i32 = 0;
  private capacity: i32 = 0;

  get(index: i32): i32 {
    return load<i32>(this.addressOf(index));
  }

  set(index: i32, word: i32): void {
    store<i32>(this.addressOf(index), word);
  }

  push(word: i32): void {
    this.resize(this.length + 1);
    this.set(this.length - 1, word);
  }

  /** Drops `removed` words at `index` and leaves room for `added` new ones there. */
  splice(index: i32, removed: i32, added: i32): void {
    const tail = this.length - index - removed;
    this.resize(this.length + max(added - removed, 0));
    memory.copy(this.addressOf(index + added), this.addressOf(index + removed), (<usize>tail) << 2);
    this.length = index + added + tail;
  }

  append(words: usize, count: i32): void {
    this.resize(this.length + count);
    memory.copy(this.addressOf(this.length - count), words, (<usize>count) << 2);
  }

  /** Copies all words to `to`; returns the address behind the copy. */
  copyTo(to: usize): usize {
    memory.copy(to, this.at, this.byteSize);
    return to + this.byteSize;
  }

  get byteSize(): usize {
    return (<usize>this.length) << 2;
  }

  addressOf(index: i32): usize {
    return this.at + ((<usize>index) << 2);
  }

  private resize(length: i32): void {
    if (length > this.capacity) {
      let capacity = max(this.capacity, FIRST_CAPACITY);
      while (capacity < length) capacity <<= 1;
      this.at =
        this.at == 0 ? heap.alloc((<usize>capacity) << 2) : heap.realloc(this.at, (<usize>capacity) << 2);
      this.capacity = capacity;
    }
    this.length = length;
  }
}
