import { addressOf, bytesOf } from "../text/bytes";
import { proxy_define_metric, proxy_get_metric, proxy_increment_metric, proxy_record_metric } from "./abi";
import { MetricTypeValues, WasmResultValues } from "./enums";
import { RESULT } from "./result";

/** Id of a metric, or 0 if the host refuses it; the same name twice gives two ids for one metric. */
export function defineMetric(type: MetricTypeValues, name: string): u32 {
  const bytes = bytesOf(name);
  const result = proxy_define_metric(type, addressOf(bytes), bytes.byteLength, RESULT);
  return result == WasmResultValues.Ok ? load<u32>(RESULT) : 0;
}

/** Counters take positive offsets only; gauges also negative ones. BadArgument otherwise, and for a histogram. */
export function incrementMetric(id: u32, offset: i64): WasmResultValues {
  return proxy_increment_metric(id, offset);
}

/** Adds to a counter, sets a gauge, records into a histogram. */
export function recordMetric(id: u32, value: i64): WasmResultValues {
  return proxy_record_metric(id, value);
}

/** Value of a counter or gauge; 0 for a histogram or an unknown id. */
export function getMetric(id: u32): u64 {
  return proxy_get_metric(id, RESULT) == WasmResultValues.Ok ? load<u64>(RESULT) : 0;
}
