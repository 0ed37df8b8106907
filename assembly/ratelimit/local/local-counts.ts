import { currentTimeMs } from "../../host/clock";
import { RedisClient } from "../../redis/client";
import { ByteBuffer } from "../../text/byte-buffer";
import { addressOf, bytesOf } from "../../text/bytes";
import { Limit } from "../counter";
import { Decision } from "../decision";
import { HandBack, HAND_BACK_TICK_MS } from "./hand-back";
import { placementSeed } from "./seed";
import { Slot, SLOTS } from "./slot";
import { Touched, touchedOf } from "./touched";

/** Slots a key may lie in: with two thirds of all in use, one new key in a thousand finds none of its own free. */
const PLACES: i32 = 16;
/** Other workers write the same slots, but none of them for long. */
const TRIES: i32 = 8;
/** Counts of one try; of a Redis that did not serve when it was last asked, one is enough to find out. */
const AT_ONCE: i32 = 64;
const FNV_OFFSET: u32 = 0x811c9dc5;
const FNV_PRIME: u32 = 0x01000193;

const slot = new Slot();

/**
 * Counts requests within this gateway process while Redis can't be asked, in windows that begin with their first request,
 * and hands the counts back when it can. All workers count together; other gateways count for themselves.
 */
export class LocalCounts {
  private origin: u32;
  private touched: Touched;
  private handBack: HandBack;

  constructor(
    private client: RedisClient,
    /** Name of the Redis: counts for one are of no use to another. */
    place: string,
    /** Part of each limit, in thousandths, that this gateway may let pass. */
    private sharePermille: i64,
  ) {
    const name = bytesOf(place);
    const origin = hash(addressOf(name), name.byteLength, FNV_OFFSET);
    const touched = touchedOf(origin);
    this.origin = origin;
    this.touched = touched;
    this.handBack = new HandBack(client, touched);
  }

  /**
   * Counts a request under the Redis key it would have had. `isLikelyTold`: Redis will have counted it as well, only
   * too late for us. False: no slot was free, so it is not counted.
   */
  count(key: ByteBuffer, limit: Limit, isLikelyTold: bool, decision: Decision): bool {
    const nowMs = currentTimeMs();
    const share = max<i64>(
      (limit.requests / 1000) * this.sharePermille + ((limit.requests % 1000) * this.sharePermille) / 1000,
      1,
    );
    for (let i = 0; i < TRIES; i++) {
      const index = this.find(key, nowMs);
      if (index < 0) return false;
      // Also after the clock was set back, and the end lies further ahead than a window is long.
      const isOver = !slot.isLive(nowMs) || slot.ends - nowMs > 1000 * <u64>limit.windowSeconds;
      if (isOver) this.begin(key, limit, nowMs);
      const secondsLeft = <i64>((slot.ends - nowMs + 999) / 1000);
      if (slot.count + slot.told >= share) {
        decision.know(share, share + 1, secondsLeft);
        return true;
      }
      slot.add(isLikelyTold);
      if (!slot.store()) continue;
      if (!isLikelyTold) this.touched.add(index);
      this.client.wake(HAND_BACK_TICK_MS);
      decision.know(share, slot.count + slot.told, secondsLeft);
      return true;
    }
    return false;
  }

  /** Returns the period in ms at which it must come again, 0: whenever. */
  tick(nowMs: u64): u32 {
    if (this.client.takesCalls && this.touched.isTurn(nowMs))
      this.handBack.run(nowMs, this.client.isServing ? AT_ONCE : 1);
    return this.touched.isEmpty ? 0 : HAND_BACK_TICK_MS;
  }

  /** Loads the slot of `key`, or a free one; -1 if there is neither. */
  private find(key: ByteBuffer, nowMs: u64): i32 {
    const place = hash(key.at, key.size, this.origin ^ placementSeed());
    // An odd step comes by all slots, and by others than the next key's does.
    const step = (place >> 10) | 1;
    let free = -1;
    for (let i = 0; i < PLACES; i++) {
      const index = <i32>((place + i * step) % SLOTS);
      slot.load(index);
      if (!slot.isLive(nowMs)) {
        if (free < 0) free = index;
      } else if (slot.isFor(this.origin, key)) {
        return index;
      }
    }
    if (free >= 0) slot.load(free);
    return free;
  }

  private begin(key: ByteBuffer, limit: Limit, nowMs: u64): void {
    slot.ends = nowMs + 1000 * <u64>limit.windowSeconds;
    slot.limit = limit.requests;
    slot.count = 0;
    slot.told = 0;
    slot.origin = this.origin;
    slot.key.set(key.at, key.size);
  }
}

/** FNV-1a. */
function hash(at: usize, size: i32, seed: u32): u32 {
  let value = seed;
  for (let i = 0; i < size; i++) value = (value ^ load<u8>(at + i)) * FNV_PRIME;
  return value;
}
