import { markGarbage } from "../host/garbage";
import { BufferTypeValues, LogLevelValues, WasmResultValues } from "../host/enums";
import { getBufferBytes } from "../host/buffers";
import { currentTimeMs } from "../host/clock";
import { log, refreshLogLevel } from "../host/log";
import { flushMetrics } from "../redis/metrics";
import { Pulse, shorterPeriod } from "../redis/pulse";
import { Problems } from "../config/problems";
import { decimalText } from "../text/decimal-text";
import { Span } from "../text/span";
import { LARGEST_DOCUMENT_BYTES } from "../text/json/parse";
import { Configuration } from "./configuration";
import { readConfiguration } from "./configuration-reader";
import { readRouteFacts } from "./request-facts";
import { Plan } from "./plan";

const bytes = new Span();

/** A plugin configuration of the gateway and the streams that run under it. */
export class Root {
  private current: Configuration | null = null;
  /** Configurations that live streams may still point into. */
  private retired: Configuration[] = [];
  private liveStreams: i32 = 0;
  private pulse: Pulse = new Pulse();
  /** The host has deleted it; it only waits for its last stream. */
  isDeleted: bool = false;

  constructor(readonly id: u32) {}

  /** False refuses the configuration: the gateway keeps the one before. */
  configure(size: i32): bool {
    refreshLogLevel();
    markGarbage();
    const problems = new Problems();
    const configuration = this.read(size, problems);
    for (let i = 0; i < problems.warnings.length; i++) log(LogLevelValues.warn, problems.warnings[i]);
    for (let i = 0; i < problems.errors.length; i++) log(LogLevelValues.error, problems.errors[i]);
    if (configuration === null) return false;
    const previous = this.current;
    if (previous !== null) this.retired.push(previous);
    this.current = configuration;
    if (this.liveStreams == 0) this.dropRetired();
    if (!configuration.isTimeless) this.pulse.begin();
    configuration.install();
    return true;
  }

  /** The gateway's timer. Configurations that were replaced still wait for replies. */
  tick(): void {
    const nowMs = currentTimeMs();
    let periodMs: u32 = 0;
    for (let i = 0; i < this.retired.length; i++) {
      periodMs = shorterPeriod(periodMs, this.retired[i].tick(nowMs));
    }
    const current = this.current;
    if (current !== null) periodMs = shorterPeriod(periodMs, current.tick(nowMs));
    flushMetrics();
    this.pulse.settle(periodMs);
  }

  /** The last stream is gone, and so is the root. */
  release(): void {
    const current = this.current;
    if (current !== null) current.release();
    this.dropRetired();
  }

  /** The plan for the stream whose request headers are at hand. */
  plan(): Plan | null {
    const configuration = this.current;
    if (configuration === null) return null;
    if (configuration.rules.isEmpty) return configuration.onlyPlan;
    return configuration.planFor(readRouteFacts(configuration.rules));
  }

  streamBegins(): void {
    this.liveStreams += 1;
  }

  streamEnds(): void {
    this.liveStreams -= 1;
    if (this.liveStreams == 0) this.dropRetired();
  }

  private dropRetired(): void {
    if (this.retired.length == 0) return;
    for (let i = 0; i < this.retired.length; i++) this.retired[i].release();
    this.retired.length = 0;
    markGarbage();
  }

  get isIdle(): bool {
    return this.liveStreams == 0;
  }

  private read(size: i32, problems: Problems): Configuration | null {
    if (size > LARGEST_DOCUMENT_BYTES) {
      const remedy = `keep it under ${decimalText(LARGEST_DOCUMENT_BYTES)}, e.g. with patterns in place of long lists`;
      problems.refuse("configuration", `is ${decimalText(size)} bytes long`, remedy);
      return null;
    }
    bytes.set(0, 0);
    if (size > 0) {
      const result = getBufferBytes(BufferTypeValues.PluginConfiguration, 0, size, bytes);
      if (result != WasmResultValues.Ok) {
        problems.refuse(
          "configuration",
          `can't be read from the gateway (${decimalText(<i32>result)})`,
          "reload the plugin",
        );
        return null;
      }
    }
    return readConfiguration(bytes.at, bytes.size, this.pulse, problems);
  }
}
