import { Jitter } from "./jitter";

export enum BreakerState {
  /** Calls pass. */
  Closed,
  /** No call passes; a probe goes out when its time has come. */
  Open,
  /** No call passes; a probe is on its way. */
  Probing,
}

/** When a breaker opens and how it looks for the end of an outage. */
export class BreakerSettings {
  /** Failures in a row that open it; 0: it never opens. */
  failures: i32 = 5;
  /** Scale of the pauses between probes, which grow up to a quarter of it. */
  openMs: i32 = 2000;
  /** Calls of 1000 in a window whose failure opens it too; 0: never. */
  errorPermille: i32 = 500;
  windowMs: i32 = 10_000;
  /** Calls of a window below which the rate says nothing. */
  windowCalls: i32 = 20;

  /** Equal for equal settings. */
  get identity(): string {
    return [this.failures, this.openMs, this.errorPermille, this.windowMs, this.windowCalls].join(" ");
  }
}

const FIRST_PAUSE_MS: u32 = 100;

/**
 * Keeps calls away from a server that does not serve, so that a dead one costs nothing. It never lets a user's call find
 * out whether the outage is over: its owner sends a probe when `isProbeDue`. The time is the caller's.
 *
 * One lost connection fails every call that waits on it, which says no more than one failure. So the calls that were
 * under way at the first of them are one incident, and it takes two to open the breaker.
 */
export class Breaker {
  state: BreakerState = BreakerState.Closed;
  /** Number of the incident that calls made now would begin; remember it with each call. */
  incident: u32 = 0;
  private incidentsInRow: i32 = 0;
  private failuresInRow: i32 = 0;
  private windowStartMs: u64 = 0;
  private callsInWindow: i32 = 0;
  private failuresInWindow: i32 = 0;
  private incidentsInWindow: i32 = 0;
  private pauseMs: u32 = 0;
  private probeAtMs: u64 = 0;

  /** Seed it with something that other workers do not share. */
  readonly jitter: Jitter = new Jitter();

  constructor(private settings: BreakerSettings) {}

  // @ts-ignore: decorator
  @inline
  get isClosed(): bool {
    return this.state == BreakerState.Closed;
  }

  succeeded(): void {
    this.failuresInRow = 0;
    this.incidentsInRow = 0;
    this.callsInWindow += 1;
  }

  /** Takes note of the failure of a call made at `incident`. True if that opened the breaker. */
  failed(incident: u32, nowMs: u64): bool {
    if (!this.isClosed || this.settings.failures == 0) return false;
    this.failuresInRow += 1;
    this.countInWindow(nowMs);
    if (incident == this.incident) {
      this.incident += 1;
      this.incidentsInRow += 1;
      this.incidentsInWindow += 1;
    }
    if (!this.hasFailedInRow && !this.hasFailedTooOften) return false;
    this.pauseMs = min(FIRST_PAUSE_MS, this.longestPauseMs);
    this.open(nowMs);
    return true;
  }

  isProbeDue(nowMs: u64): bool {
    if (this.state != BreakerState.Open) return false;
    // A wall clock may be set back, and then the time of the probe lies further ahead than any pause.
    return nowMs >= this.probeAtMs || this.probeAtMs - nowMs > 2 * this.longestPauseMs;
  }

  probeSent(): void {
    this.state = BreakerState.Probing;
  }

  probeFailed(nowMs: u64): void {
    if (this.isClosed) return;
    this.pauseMs = min(2 * this.pauseMs, this.longestPauseMs);
    this.open(nowMs);
  }

  probeSucceeded(): void {
    this.state = BreakerState.Closed;
    this.failuresInRow = 0;
    this.incidentsInRow = 0;
    this.forgetWindow();
  }

  private get hasFailedInRow(): bool {
    return this.failuresInRow >= this.settings.failures && this.incidentsInRow >= this.leastIncidents;
  }

  private get hasFailedTooOften(): bool {
    const permille = this.settings.errorPermille;
    if (permille == 0 || this.callsInWindow < this.settings.windowCalls) return false;
    if (this.incidentsInWindow < this.leastIncidents) return false;
    return 1000 * <i64>this.failuresInWindow >= permille * <i64>this.callsInWindow;
  }

  private get leastIncidents(): i32 {
    return min(2, this.settings.failures);
  }

  private get longestPauseMs(): u32 {
    return max(<u32>this.settings.openMs / 4, 1);
  }

  /** A window begins with a failure: as long as there is none, nobody needs to read the clock. */
  private countInWindow(nowMs: u64): void {
    if (nowMs - this.windowStartMs > <u64>this.settings.windowMs) {
      this.windowStartMs = nowMs;
      this.forgetWindow();
    }
    this.callsInWindow += 1;
    this.failuresInWindow += 1;
  }

  private forgetWindow(): void {
    this.callsInWindow = 0;
    this.failuresInWindow = 0;
    this.incidentsInWindow = 0;
  }

  /** Workers and gateways that lost the same server must not come back to it in step. */
  private open(nowMs: u64): void {
    this.state = BreakerState.Open;
    this.probeAtMs = nowMs + this.jitter.around(this.pauseMs);
  }
}
