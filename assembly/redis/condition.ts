import { currentTimeMs } from "../host/clock";
import { LogLevelValues } from "../host/enums";
import { log } from "../host/log";
import { Fault, faultText } from "./fault";
import { count, Metric } from "./metrics";
import { Reply } from "./reply";
import { RedisSettings } from "./settings";

/** Lines that may come at once; after that one a second. */
const LINES: u64 = 30;
const LINE_INTERVAL_MS: u64 = 1000;
/** Of a reply, in the log. */
const MAX_DETAIL_BYTES: i32 = 200;

/** What the last calls told about a Redis. Each change is one line of the log and moves the gauges. */
export class Condition {
  fault: Fault = Fault.None;
  private isKnown: bool = false;
  private linesLeft: u64 = 0;
  private refilledMs: u64 = 0;
  /** Features that can't do their work without it. */
  private dependents: i32 = 0;

  constructor(private settings: RedisSettings) {}

  /** `reply` is what the log shows. */
  observe(fault: Fault, reply: Reply | null = null): void {
    if (fault == this.fault && this.isKnown) return;
    const isFirstAnswer = fault == Fault.None && !this.isKnown;
    this.isKnown = true;
    this.release();
    this.fault = fault;
    this.hold();
    if (isFirstAnswer || !this.mayLog()) return;
    const detail = reply === null ? "" : reply.preview(MAX_DETAIL_BYTES);
    this.write(
      fault == Fault.None ? LogLevelValues.info : LogLevelValues.warn,
      faultText(fault, this.settings.timeoutMs, this.settings.patienceMs, detail),
    );
  }

  /** A warning beside the changes of state, within the same bounds. */
  warn(text: string): void {
    if (this.mayLog()) this.write(LogLevelValues.warn, text);
  }

  private write(level: LogLevelValues, text: string): void {
    log(level, `redis ${this.settings.cluster}: ${text}`);
  }

  /** One more feature depends on it. */
  addDependent(): void {
    this.dependents += 1;
  }

  /** Takes itself out of the gauge. */
  release(): void {
    if (this.fault != Fault.None) count(Metric.RateLimitsNotEnforced, -this.dependents);
  }

  private hold(): void {
    if (this.fault != Fault.None) count(Metric.RateLimitsNotEnforced, this.dependents);
  }

  /** Two servers behind one name, one of them a replica, change the state with every request: not every line counts. */
  private mayLog(): bool {
    const now = currentTimeMs();
    const earned = (now - this.refilledMs) / LINE_INTERVAL_MS;
    if (earned > 0) {
      this.refilledMs = now;
      this.linesLeft = min(this.linesLeft + min(earned, LINES), LINES);
    }
    if (this.linesLeft == 0) return false;
    this.linesLeft -= 1;
    return true;
  }
}
