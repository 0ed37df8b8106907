import { WasmResultValues } from "../../host/enums";
import { getSharedData, lastCas, setSharedData } from "../../host/shared-data";
import { ByteBuffer } from "../../text/byte-buffer";
import { Span } from "../../text/span";
import { beginName, NO_CAS } from "./shared-name";

/** Shared data can't be deleted, so the number of its keys is fixed once and for all. */
export const SLOTS: i32 = 1024;

/** `ends: u64, limit: i64, count: i64, told: i64, origin: u32`, then the key. */
const HEAD_BYTES: i32 = 36;
const LONGEST_WINDOW_MS: u64 = 86_400_000;

const name = new ByteBuffer();
const stored = new Span();
const image = new ByteBuffer();

/**
 * One counter in the shared data of the gateway process, where all workers see it. `load` before anything else; what
 * it shows lives until the export returns.
 */
@unmanaged
export class Slot {
  /** When the counter's window ends, in ms since 1970; 0: the slot was never used. */
  ends: u64 = 0;
  /** What may pass in the window, fleet-wide. */
  limit: i64 = 0;
  /** Requests that Redis does not know of. */
  count: i64 = 0;
  /** Requests that it was told of. They stay counted here, or each outage of a window would begin it anew. */
  told: i64 = 0;
  /** Which Redis the key is of. */
  origin: u32 = 0;
  readonly key: Span = new Span();
  private index: i32 = 0;
  private cas: u32 = 0;

  load(index: i32): void {
    this.index = index;
    const isFound = getSharedData(nameOf(index), stored) == WasmResultValues.Ok;
    this.cas = isFound ? lastCas() : NO_CAS;
    this.ends = 0;
    // Shorter ones are not ours: all plugins of the process share one name space.
    if (!isFound || stored.size < HEAD_BYTES) return;
    this.ends = load<u64>(stored.at);
    this.limit = load<i64>(stored.at, 8);
    this.count = load<i64>(stored.at, 16);
    this.told = load<i64>(stored.at, 24);
    this.origin = load<u32>(stored.at, 32);
    this.key.set(stored.at + HEAD_BYTES, stored.size - HEAD_BYTES);
  }

  /** Writes the slot back. False: another worker was faster; load it again. */
  store(): bool {
    image.clear();
    store<u64>(image.reserve(HEAD_BYTES), this.ends);
    store<i64>(image.at, this.limit, 8);
    store<i64>(image.at, this.count, 16);
    store<i64>(image.at, this.told, 24);
    store<u32>(image.at, this.origin, 32);
    image.size = HEAD_BYTES;
    image.raw(this.key.at, this.key.size);
    return setSharedData(nameOf(this.index), image.at, image.size, this.cas) == WasmResultValues.Ok;
  }

  /** False also for an end that no window can have: other plugins, and a clock that was set back, leave such ones. */
  isLive(nowMs: u64): bool {
    return this.ends > nowMs && this.ends - nowMs <= LONGEST_WINDOW_MS;
  }

  /** Counts one request; one that Redis `isLikelyTold` of will not be handed back to it. */
  add(isLikelyTold: bool): void {
    if (isLikelyTold) this.told += 1;
    else this.count += 1;
  }

  /** Moves `requests` that Redis is being told of; negative ones did not reach it. */
  tell(requests: i64): void {
    this.count -= requests;
    this.told += requests;
  }

  isFor(origin: u32, key: ByteBuffer): bool {
    if (this.origin != origin || this.key.size != key.size) return false;
    return memory.compare(this.key.at, key.at, key.size) == 0;
  }
}

function nameOf(index: i32): ByteBuffer {
  beginName(name);
  name.unsigned(index);
  return name;
}
