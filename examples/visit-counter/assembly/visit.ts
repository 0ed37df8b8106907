import {
  FilterHeadersStatusValues,
  HeaderMapTypeValues,
  StreamTypeValues,
} from "higress-redis/assembly/host/enums";
import { getHeader, replaceHeader } from "higress-redis/assembly/host/headers";
import { continueStream } from "higress-redis/assembly/host/stream";
import { Call, Caller, Command, expire, Fault, incr, Join, Reply } from "higress-redis/assembly/redis";
import { ByteBuffer } from "higress-redis/assembly/text/byte-buffer";
import { addressOf, bytesOf } from "higress-redis/assembly/text/bytes";
import { Span } from "higress-redis/assembly/text/span";
import { Root } from "./root";

/** The marks by which a visit tells its calls apart. */
const COUNT: u64 = 0;
const EXPIRY: u64 = 1;

const PREFIX = bytesOf("visits:");
const value = new Span();
const key = new ByteBuffer();
const digits = new ByteBuffer();

/** The requests under way, by the id of their stream. */
export const visits = new Map<u32, Visit>();

/** One request. It goes on to the origin at once; only its response waits for Redis, if it has to. */
export class Visit {
  private join: Join = new Join();
  private count: i64 = 0;
  private isCounting: bool = false;
  private isHeld: bool = false;

  constructor(
    private id: u32,
    private root: Root,
  ) {}

  /** Request headers: sends two commands, which travel together. */
  begin(): void {
    const settings = this.root.settings;
    if (settings === null) return;
    getHeader(HeaderMapTypeValues.RequestHeaders, settings.countBy, value);
    key.clear();
    key.bytes(PREFIX);
    key.raw(value.at, value.size);
    this.isCounting = true;
    this.join.begin(2, false);
    this.send(incr(key), COUNT);
    this.send(expire(key, settings.keepSeconds), EXPIRY);
  }

  /** Response headers: shows the count, or has the gateway hold them until it is there. */
  answer(): FilterHeadersStatusValues {
    if (this.isCounting) {
      this.isHeld = true;
      return FilterHeadersStatusValues.StopAllIterationAndWatermark;
    }
    this.show();
    return FilterHeadersStatusValues.Continue;
  }

  /** The end of one of the calls; null, an error or anything but a number is a failure. */
  hear(call: Call, reply: Reply | null): void {
    const hasFailed = reply === null || !reply.nextInteger();
    if (reply !== null && !hasFailed && call.tag == COUNT) this.count = reply.integer;
    this.settle(hasFailed);
  }

  private send(command: Command, tag: u64): void {
    const client = this.root.client;
    // What was not even sent has ended already: nobody will hear of it.
    if (client === null || client.send(command, caller, this.id, tag) != Fault.None) this.settle(true);
  }

  private settle(hasFailed: bool): void {
    if (!this.join.ended(hasFailed)) return;
    this.isCounting = false;
    if (!this.isHeld) return;
    this.show();
    continueStream(StreamTypeValues.Response);
  }

  private show(): void {
    const settings = this.root.settings;
    if (settings === null) return;
    const name = settings.show;
    const excuse = settings.withoutRedis;
    if (this.join.hasFailed) {
      replaceHeader(HeaderMapTypeValues.ResponseHeaders, name, addressOf(excuse), excuse.byteLength);
      return;
    }
    digits.clear();
    digits.signed(this.count);
    replaceHeader(HeaderMapTypeValues.ResponseHeaders, name, digits.at, digits.size);
  }
}

/** Leads each reply to its visit. The gateway's callback may come when the stream is gone. */
class Replies extends Caller {
  hear(call: Call, reply: Reply | null): void {
    if (visits.has(call.context)) visits.get(call.context).hear(call, reply);
  }
}

const caller = new Replies();
