import {
  Context,
  continue_response,
  FilterHeadersStatusValues,
  RootContext,
  stream_context,
} from "@higress/proxy-wasm-assemblyscript-sdk/assembly";
import { Call, Caller, Fault, incr, Reply } from "higress-redis/assembly/redis";
import { HeldClient } from "./held-client";

/** The requests under way, by the id of their stream. The SDK has such a map, too, but keeps it to itself. */
const visits = new Map<u32, Visit>();

/** One request, which is counted by its path. Its response waits for Redis, if it has to. */
export class Visit extends Context {
  private count: string = "unknown";
  private isCounting: bool = false;
  private isHeld: bool = false;

  constructor(
    id: u32,
    root: RootContext,
    private held: HeldClient | null,
  ) {
    super(id, root);
    if (held !== null) held.hold();
    visits.set(id, this);
  }

  onRequestHeaders(_count: u32, _endOfStream: bool): FilterHeadersStatusValues {
    const held = this.held;
    if (held !== null) {
      const command = incr("visits:" + stream_context.headers.request.get(":path"));
      this.isCounting = held.client.send(command, replies, this.context_id) == Fault.None;
    }
    return FilterHeadersStatusValues.Continue;
  }

  onResponseHeaders(_count: u32, _endOfStream: bool): FilterHeadersStatusValues {
    if (this.isCounting) {
      this.isHeld = true;
      return FilterHeadersStatusValues.StopAllIterationAndWatermark;
    }
    this.show();
    return FilterHeadersStatusValues.Continue;
  }

  /** Null, an error or anything but a number leaves the count unknown. */
  hear(reply: Reply | null): void {
    this.isCounting = false;
    if (reply !== null && reply.nextInteger()) this.count = reply.integer.toString();
    if (!this.isHeld) return;
    this.show();
    continue_response();
  }

  onDelete(): void {
    visits.delete(this.context_id);
    const held = this.held;
    if (held !== null) held.letGo();
  }

  private show(): void {
    stream_context.headers.response.replace("x-visits", this.count);
  }
}

/** Leads each reply to its visit. The client has made its stream the one that the SDK's functions act on. */
class Replies extends Caller {
  hear(call: Call, reply: Reply | null): void {
    if (visits.has(call.context)) visits.get(call.context).hear(reply);
  }
}

const replies = new Replies();
