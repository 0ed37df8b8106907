import { MetricTypeValues } from "../host/enums";
import { defineMetric, incrementMetric, recordMetric } from "../host/metrics";
import { Fault } from "./fault";

/** What is counted, once per VM. Faults have metrics of their own, see `countFault`. */
export enum Metric {
  Commands,
  /** `redis_init` calls: at the start, after NOAUTH, when a cluster appears late. */
  Installations,
  /** Scripts sent whole because the server did not know them. */
  ScriptsReloaded,
  /** Replies for streams that were gone. */
  Abandoned,
  /** Gauges: they are increased and decreased, so that the workers of a gateway add up. */
  InFlight,
  BreakersOpen,
  RateLimitsNotEnforced,
}

const NAMES = [
  "commands",
  "installations",
  "scripts_reloaded",
  "replies_abandoned",
  "in_flight",
  "breakers_open",
  "rate_limits_not_enforced",
];
const FIRST_GAUGE: i32 = Metric.InFlight;
/** In the order of `Fault`, without `None` and what is no fault of a Redis. */
const FAULT_NAMES = [
  "unknown_cluster",
  "no_host",
  "breaker_open",
  "too_many_in_flight",
  "connection",
  "deadline",
  "noauth",
  "wrongpass",
  "noperm",
  "loading",
  "readonly",
  "oom",
  "error_reply",
  "unexpected_reply",
];
const LATENCY = "latency_microseconds";
const COUNT: i32 = 7;
const FAULTS: i32 = Fault.UnexpectedReply;

/** Ids of the gateway, 0 where it refused one. */
const ids = new StaticArray<u32>(COUNT + FAULTS);
/** What has come up since the last flush: a hostcall per request would cost more than the counting is worth. */
const changes = new StaticArray<i64>(COUNT + FAULTS);
let latency: u32 = 0;
let isDefined: bool = false;

/** Defines all metrics as `<prefix>_<name>` in this VM; further calls do nothing. Without it nothing is reported. */
export function defineMetrics(prefix: string): void {
  if (isDefined) return;
  isDefined = true;
  for (let i = 0; i < COUNT; i++) {
    const type = i < FIRST_GAUGE ? MetricTypeValues.Counter : MetricTypeValues.Gauge;
    ids[i] = defineMetric(type, `${prefix}_${NAMES[i]}`);
  }
  for (let i = 0; i < FAULTS; i++) {
    ids[COUNT + i] = defineMetric(MetricTypeValues.Counter, `${prefix}_errors_${FAULT_NAMES[i]}`);
  }
  latency = defineMetric(MetricTypeValues.Histogram, `${prefix}_${LATENCY}`);
}

// @ts-ignore: decorator
@inline
export function count(metric: Metric, by: i64 = 1): void {
  unchecked((changes[metric] += by));
}

/** `fault` is not `None`. */
export function countFault(fault: Fault): void {
  unchecked((changes[COUNT + fault - 1] += 1));
}

export function recordLatency(microseconds: u64): void {
  if (latency != 0) recordMetric(latency, microseconds);
}

/** Tells the gateway what has changed; called from the tick. */
export function flushMetrics(): void {
  for (let i = 0; i < changes.length; i++) {
    const change = unchecked(changes[i]);
    if (change == 0 || unchecked(ids[i]) == 0) continue;
    incrementMetric(unchecked(ids[i]), change);
    unchecked((changes[i] = 0));
  }
}
