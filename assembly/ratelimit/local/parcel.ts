import { SLOTS, Slot } from "./slot";

// A parcel is a count on its way back to Redis, as the tag of its call:
//   bits 0-9 the slot, 10-31 the end of its window in seconds (the low bits), 32-63 the count.
const INDEX_BITS: u64 = 10;
const ENDS_MASK: u64 = 0x3fffff;

/** The count that lies in `slot`, or as much of it as a parcel holds. */
export function parcelOf(index: i32, slot: Slot): u64 {
  const count = <u64>min<i64>(slot.count, u32.MAX_VALUE);
  return (count << 32) | (endsOf(slot) << INDEX_BITS) | index;
}

export function countOf(parcel: u64): i64 {
  return parcel >> 32;
}

export function indexOf(parcel: u64): i32 {
  return <i32>(parcel % SLOTS);
}

/** False if the slot has gone on to another window, perhaps of another key: then the count means nothing any more. */
export function isSameWindow(parcel: u64, slot: Slot): bool {
  return ((parcel >> INDEX_BITS) & ENDS_MASK) == endsOf(slot);
}

function endsOf(slot: Slot): u64 {
  return (slot.ends / 1000) & ENDS_MASK;
}
