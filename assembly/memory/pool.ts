/** Fixed-size records outside the garbage collector; a released record is handed out again, zeroed. */
@unmanaged
export class Pool {
  private free: usize = 0;

  constructor(private recordBytes: i32) {}

  acquire(): usize {
    let record = this.free;
    if (record == 0) {
      record = heap.alloc(this.recordBytes);
    } else {
      this.free = load<usize>(record);
    }
    memory.fill(record, 0, this.recordBytes);
    return record;
  }

  /** The first word of a free record links to the next one, so nothing may use `record` after this. */
  release(record: usize): void {
    store<usize>(record, this.free);
    this.free = record;
  }
}
