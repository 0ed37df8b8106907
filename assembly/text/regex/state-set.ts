/**
 * A set of instruction numbers in the order they came (Briggs and Torczon's sparse set): adding, asking and clearing
 * take constant time. It is a view of memory that belongs to somebody else:
 *
 *     size: i32 | capacity: i32 | capacity × member: u16 | capacity × place of a state among the members: u16
 */
@unmanaged
export class StateSet {
  size: i32;
  private capacity: i32;

  /** Bytes that a set needs. */
  static sizeFor(capacity: i32): usize {
    return offsetof<StateSet>() + 2 * 2 * <usize>capacity;
  }

  static over(memory: usize, capacity: i32): StateSet {
    const set = changetype<StateSet>(memory);
    set.size = 0;
    set.capacity = capacity;
    return set;
  }

  // @ts-ignore: decorator
  @inline
  member(index: i32): i32 {
    return load<u16>(this.members + ((<usize>index) << 1));
  }

  // @ts-ignore: decorator
  @inline
  add(state: i32): void {
    const place = this.members + ((<usize>this.capacity + <usize>state) << 1);
    const index: i32 = load<u16>(place);
    if (index < this.size && this.member(index) == state) return;
    store<u16>(place, <u16>this.size);
    store<u16>(this.members + ((<usize>this.size) << 1), <u16>state);
    this.size += 1;
  }

  // @ts-ignore: decorator
  @inline
  private get members(): usize {
    return changetype<usize>(this) + offsetof<StateSet>();
  }
}
