import { currentTimeMs } from "../../host/clock";
import { Call } from "../../redis/call";
import { Caller } from "../../redis/caller";
import { RedisClient } from "../../redis/client";
import { CommandWriter } from "../../redis/command";
import { Fault, faultOfError } from "../../redis/fault";
import { Recovery } from "../../redis/recovery";
import { Reply, ReplyType } from "../../redis/reply";
import { Script } from "../../redis/script";
import { HAND_BACK_SHA1, HAND_BACK_SOURCE } from "../../redis/scripts/embedded";
import { isSameWindow, parcelOf, countOf, indexOf } from "./parcel";
import { Slot } from "./slot";
import { Touched } from "./touched";

/** How often a worker that has something to hand back tries. */
export const HAND_BACK_TICK_MS: u32 = 100;
/** Other workers write the same slots, but none of them for long. */
const TRIES: i32 = 8;

const script = new Script(HAND_BACK_SOURCE, HAND_BACK_SHA1, 3);
const command = new CommandWriter();
const slot = new Slot();

/**
 * Tells a Redis that is back what was counted without it. A count is taken out of its slot before it is sent, so that
 * of all workers one hands it back, and put there again if it did not arrive.
 */
export class HandBack extends Caller {
  constructor(
    private client: RedisClient,
    private touched: Touched,
  ) {
    super();
  }

  /** Sends `most` counts at the most. */
  run(nowMs: u64, most: i32): void {
    let index = this.touched.next(0);
    for (let sent = 0; index >= 0 && sent < most; index = this.touched.next(index + 1)) {
      slot.load(index);
      this.touched.remove(index);
      if (slot.isLive(nowMs) && slot.count > 0 && slot.origin == this.touched.origin) {
        this.take(index, nowMs);
        sent += 1;
      }
    }
  }

  hear(call: Call, reply: Reply | null): void {
    if (reply !== null && call.recovery == Recovery.None && this.isFinal(call, reply)) return;
    slot.load(indexOf(call.tag));
    if (!isSameWindow(call.tag, slot)) return;
    if (call.recovery != Recovery.None) {
      if (this.send(call.tag, currentTimeMs(), call.attempts | call.recovery)) return;
    }
    this.putBack(call.tag);
  }

  /** Taken, or refused in a way that another try would not change, such as a key of another type. */
  private isFinal(call: Call, reply: Reply): bool {
    const type = reply.next();
    if (type == ReplyType.Error) return faultOfError(reply) == Fault.ErrorReply;
    if (type != ReplyType.Integer) this.client.misunderstood(call, reply);
    return true;
  }

  private take(index: i32, nowMs: u64): void {
    const parcel = parcelOf(index, slot);
    slot.tell(countOf(parcel));
    if (!slot.store()) this.touched.add(index);
    else if (!this.send(parcel, nowMs, 0)) this.putBack(parcel);
  }

  /** For the slot that is loaded. */
  private send(parcel: u64, nowMs: u64, attempts: u32): bool {
    if (!slot.isLive(nowMs)) return true;
    script.begin(command, (attempts & Recovery.SendScript) == 0, slot.key.at, slot.key.size);
    command.integer(countOf(parcel));
    command.integer(slot.limit);
    command.integer((slot.ends - nowMs + 999) / 1000);
    return this.client.send(command.out, this, 0, parcel, attempts) == Fault.None;
  }

  private putBack(parcel: u64): void {
    for (let i = 0; i < TRIES; i++) {
      slot.load(indexOf(parcel));
      if (!isSameWindow(parcel, slot)) return;
      slot.tell(-countOf(parcel));
      this.touched.add(indexOf(parcel));
      this.client.wake(HAND_BACK_TICK_MS);
      if (slot.store()) return;
    }
  }
}
