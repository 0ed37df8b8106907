import { currentTimeMs, currentTimeNs } from "../host/clock";
import { WasmResultValues } from "../host/enums";
import { lastRedisToken, redisCall } from "../host/redis";
import { ByteBuffer } from "../text/byte-buffer";
import { Breaker } from "./breaker";
import { acquireCall, Call, releaseCall, rememberCall, takeCall } from "./call";
import { Caller } from "./caller";
import { Condition } from "./condition";
import { endCall } from "./dispatcher";
import { Fault, isOutage } from "./fault";
import { InFlight } from "./in-flight";
import { Installation } from "./installation";
import { count, countFault, Metric, recordLatency } from "./metrics";
import { ping, probe } from "./probe";
import { Pulse, shorterPeriod } from "./pulse";
import { Reply } from "./reply";
import { RedisSettings } from "./settings";

/** One command in so many is timed: reading the clock costs as much as the rest of a call. A power of two. */
const TIMED: u32 = 16;
/** How often an open breaker is looked at. */
const BREAKER_TICK_MS: u32 = 25;

/**
 * One Redis of the gateway, as one configuration sees it. Sends commands, unless its breaker is open or too many
 * wait already, and keeps an eye on how they end. Its owner calls `tick` every now and then.
 */
export class RedisClient {
  private installation: Installation;
  private condition: Condition;
  private breaker: Breaker;
  private calls: InFlight = new InFlight();
  private commands: u32 = 0;
  private isOverloaded: bool = false;

  constructor(
    private settings: RedisSettings,
    /** Timer of the root context whose streams use the client; null: the owner sees to the ticks alone. */
    private pulse: Pulse | null = null,
  ) {
    this.installation = new Installation(settings);
    this.condition = new Condition(settings);
    this.breaker = new Breaker(settings.breaker);
  }

  /** Hands the settings to the gateway: once a configuration was accepted, since it changes what all plugins share. */
  install(): void {
    if (!this.installation.install()) this.condition.observe(Fault.UnknownCluster);
    // Workers are set up one after the other, to the nanosecond.
    this.breaker.jitter.seed(currentTimeNs());
  }

  /**
   * Sends one whole RESP command. `None`: `caller` hears the end of the call, never before this returns. Any other
   * fault: nothing was sent, and nobody hears of it.
   *
   * `context` is the stream the call is for (0: none), `tag` and `attempts` come back with the call.
   */
  send(command: ByteBuffer, caller: Caller, context: u32 = 0, tag: u64 = 0, attempts: u32 = 0): Fault {
    // The server would wait for more, and with it every call on the connection.
    if (command.size == 0) return Fault.EmptyCommand;
    if (!this.breaker.isClosed) return this.refuse(Fault.BreakerOpen);
    if (this.calls.count >= this.settings.maxInFlight) return this.overload();
    const call = acquireCall();
    call.context = context;
    call.tag = tag;
    call.attempts = attempts;
    return this.transmit(call, command, caller);
  }

  /** False while the breaker is open. */
  get takesCalls(): bool {
    return this.breaker.isClosed;
  }

  /** True while calls are answered as they should be, as far as the last ones tell. */
  get isServing(): bool {
    return this.condition.fault == Fault.None && this.breaker.isClosed;
  }

  /** For callers: the reply to `call` makes no sense. */
  misunderstood(call: Call, reply: Reply): void {
    call.fault = Fault.UnexpectedReply;
    countFault(Fault.UnexpectedReply);
    this.condition.observe(Fault.UnexpectedReply, reply);
  }

  /** Counts among what is not enforced while this Redis does not serve, until `release`. */
  addDependent(): void {
    this.condition.addDependent();
  }

  /** Has the timer come at least every `periodMs`, until the next `tick` says otherwise. */
  wake(periodMs: u32): void {
    const pulse = this.pulse;
    if (pulse !== null) pulse.quicken(periodMs);
  }

  /** Sends the probe of an open breaker and ends calls past their deadline. Returns the period it needs, 0: none. */
  tick(nowMs: u64): u32 {
    this.expire(nowMs);
    if (this.breaker.isProbeDue(nowMs)) this.sendProbe(nowMs);
    const deadlinePeriodMs = this.calls.count == 0 ? 0 : this.deadlinePeriodMs;
    return shorterPeriod(this.breaker.isClosed ? 0 : BREAKER_TICK_MS, deadlinePeriodMs);
  }

  /** The configuration is gone, and with it the replies: forgets the calls and takes itself out of the gauges. */
  release(): void {
    for (let call = this.calls.oldest; call !== null; call = this.calls.oldest) {
      takeCall(call.token);
      this.calls.remove(call);
      releaseCall(call);
    }
    this.condition.release();
    if (!this.breaker.isClosed) count(Metric.BreakersOpen, -1);
  }

  // What the dispatcher tells.

  /** The call is over, however it ended. */
  ended(call: Call): void {
    this.calls.remove(call);
    if (this.isOverloaded && this.calls.count <= this.settings.maxInFlight / 2) this.isOverloaded = false;
    if (call.sentAtNs != 0) this.recordLatency(call.sentAtNs);
  }

  /** With a reply that is no error, and which its caller has heard. */
  answered(call: Call): void {
    this.breaker.succeeded();
    if (call.fault == Fault.None && this.breaker.isClosed) this.condition.observe(Fault.None);
  }

  /** Without a reply, or with an error. */
  failed(call: Call, fault: Fault, reply: Reply | null = null): void {
    countFault(fault);
    this.condition.observe(fault, reply);
    if (!isOutage(fault)) this.breaker.succeeded();
    else if (this.breaker.failed(call.incident, currentTimeMs())) this.breakerOpened();
  }

  /** See `Installation.heal`. */
  heal(madeAt: u32): bool {
    return this.installation.heal(madeAt);
  }

  probed(isServing: bool): void {
    if (!isServing) return this.breaker.probeFailed(currentTimeMs());
    this.breaker.probeSucceeded();
    count(Metric.BreakersOpen, -1);
    this.condition.observe(Fault.None);
  }

  private transmit(call: Call, command: ByteBuffer, caller: Caller): Fault {
    if (!this.installation.ensure()) return this.abandon(call, Fault.UnknownCluster);
    const result = redisCall(this.installation.cluster, command.at, command.size);
    if (result == WasmResultValues.BadArgument) {
      this.installation.lose();
      return this.abandon(call, Fault.UnknownCluster);
    }
    if (result != WasmResultValues.Ok) return this.abandon(call, Fault.NoHost);
    rememberCall(call, lastRedisToken());
    call.caller = caller;
    call.client = this;
    call.installation = this.installation.number;
    call.incident = this.breaker.incident;
    this.calls.add(call);
    if (this.calls.count == 1) this.wake(this.deadlinePeriodMs);
    this.commands += 1;
    count(Metric.Commands);
    if (this.commands % TIMED == 0) call.sentAtNs = currentTimeNs();
    return Fault.None;
  }

  private recordLatency(sentAtNs: u64): void {
    const nowNs = currentTimeNs();
    // More than any call may take, or less than nothing: the clock was set meanwhile.
    const longestNs = 2_000_000 * <u64>this.settings.patienceMs;
    if (nowNs - sentAtNs <= longestNs) recordLatency((nowNs - sentAtNs) / 1000);
  }

  private abandon(call: Call, fault: Fault): Fault {
    releaseCall(call);
    this.condition.observe(fault);
    return this.refuse(fault);
  }

  private refuse(fault: Fault): Fault {
    countFault(fault);
    return fault;
  }

  private overload(): Fault {
    if (!this.isOverloaded) {
      this.isOverloaded = true;
      this.condition.warn("redis.max_in_flight is reached: further requests do not wait for it");
    }
    return this.refuse(Fault.TooManyInFlight);
  }

  private breakerOpened(): void {
    count(Metric.BreakersOpen);
    this.condition.warn("is not asked any more until it answers a PING");
    this.wake(BREAKER_TICK_MS);
  }

  private sendProbe(nowMs: u64): void {
    this.breaker.probeSent();
    if (this.transmit(acquireCall(), ping(), probe) != Fault.None) this.breaker.probeFailed(nowMs);
  }

  /** The time of a call begins with the first tick after it: a worker that was held up must not cut it short. */
  private expire(nowMs: u64): void {
    this.calls.beginWaiting(nowMs + this.settings.patienceMs);
    for (;;) {
      const call = this.calls.oldest;
      if (call === null) return;
      if (call.expiresMs > nowMs) {
        // The clock was set back meanwhile.
        call.expiresMs = min(call.expiresMs, nowMs + this.settings.patienceMs);
        return;
      }
      takeCall(call.token);
      endCall(call, Fault.DeadlineExceeded, 0);
    }
  }

  /** Two ticks lie between a deadline and the end of a late call, so at most half of it. */
  private get deadlinePeriodMs(): u32 {
    return max(this.settings.patienceMs / 4, 1);
  }
}
