import { Slot } from "../../../../assembly/ratelimit/local/slot";
import { ByteBuffer } from "../../../../assembly/text/byte-buffer";
import { bytesOf } from "../../../../assembly/text/bytes";

const NOW: u64 = 1_767_225_600_000;
const DAY: u64 = 86_400_000;

function slotUntil(ends: u64): Slot {
  const slot = new Slot();
  slot.ends = ends;
  return slot;
}

function bufferOf(text: string): ByteBuffer {
  const buffer = new ByteBuffer();
  buffer.bytes(bytesOf(text));
  return buffer;
}

describe("a slot", () => {
  it("lives until its window ends", () => {
    expect(slotUntil(NOW + 1).isLive(NOW)).toBeTruthy();
    expect(slotUntil(NOW + DAY).isLive(NOW)).toBeTruthy();
    expect(slotUntil(NOW).isLive(NOW)).toBeFalsy();
    expect(slotUntil(0).isLive(NOW)).toBeFalsy();
  });

  it("is free if its end is further away than any window's", () => {
    expect(slotUntil(NOW + DAY + 1).isLive(NOW)).toBeFalsy();
    expect(slotUntil(u64.MAX_VALUE).isLive(NOW)).toBeFalsy();
  });

  it("is for one key of one Redis", () => {
    const key = bufferOf("key");
    const slot = slotUntil(NOW);
    slot.origin = 7;
    slot.key.set(key.at, key.size);
    expect(slot.isFor(7, bufferOf("key"))).toBeTruthy();
    expect(slot.isFor(8, bufferOf("key"))).toBeFalsy();
    expect(slot.isFor(7, bufferOf("kez"))).toBeFalsy();
    expect(slot.isFor(7, bufferOf("ke"))).toBeFalsy();
    expect(slot.isFor(7, bufferOf("keys"))).toBeFalsy();
  });

  it("keeps what Redis was told of, and takes back what did not reach it", () => {
    const slot = slotUntil(NOW);
    slot.count = 5;
    slot.tell(3);
    expect(slot.count).toBe(2);
    expect(slot.told).toBe(3);
    slot.tell(-3);
    expect(slot.count).toBe(5);
    expect(slot.told).toBe(0);
  });
});
