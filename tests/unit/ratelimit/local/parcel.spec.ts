import { countOf, indexOf, isSameWindow, parcelOf } from "../../../../assembly/ratelimit/local/parcel";
import { Slot } from "../../../../assembly/ratelimit/local/slot";

const NOW: u64 = 1_767_225_600_000;

function slotWith(count: i64, ends: u64): Slot {
  const slot = new Slot();
  slot.count = count;
  slot.ends = ends;
  return slot;
}

describe("a parcel", () => {
  it("holds a count and where it belongs", () => {
    const indexes = [0, 1, 512, 1023];
    const counts: i64[] = [1, 10, 1_000_000, u32.MAX_VALUE];
    for (let i = 0; i < indexes.length; i++) {
      for (let k = 0; k < counts.length; k++) {
        const slot = slotWith(counts[k], NOW + 60_000);
        const parcel = parcelOf(indexes[i], slot);
        expect(indexOf(parcel)).toBe(indexes[i]);
        expect(countOf(parcel)).toBe(counts[k]);
        expect(isSameWindow(parcel, slot)).toBeTruthy();
      }
    }
  });

  it("holds as much of a count as it can", () => {
    expect(countOf(parcelOf(5, slotWith(1 << 40, NOW)))).toBe(u32.MAX_VALUE);
    expect(indexOf(parcelOf(5, slotWith(1 << 40, NOW)))).toBe(5);
  });

  it("tells its window from the one after it", () => {
    const parcel = parcelOf(7, slotWith(3, NOW));
    for (let seconds: u64 = 1; seconds < 90_000; seconds += 7) {
      if (isSameWindow(parcel, slotWith(3, NOW + seconds * 1000))) expect(seconds).toBe(0);
    }
    expect(isSameWindow(parcel, slotWith(99, NOW))).toBeTruthy();
  });
});
