import { proxy_get_current_time_nanoseconds, proxy_set_tick_period_milliseconds } from "./abi";
import { WasmResultValues } from "./enums";
import { RESULT } from "./result";

/** Wall clock of this gateway in nanoseconds since 1970; never compared with another gateway's. */
export function currentTimeNs(): u64 {
  if (proxy_get_current_time_nanoseconds(RESULT) != WasmResultValues.Ok) return 0;
  return load<u64>(RESULT);
}

/** The same in milliseconds. */
export function currentTimeMs(): u64 {
  return currentTimeNs() / 1_000_000;
}

/** One timer per root context; 0 stops it. */
export function setTickPeriod(periodMs: u32): WasmResultValues {
  return proxy_set_tick_period_milliseconds(periodMs);
}
