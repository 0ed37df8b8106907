import { addressOf, bytesOf } from "../text/bytes";
import { proxy_get_log_level, proxy_log } from "./abi";
import { markGarbage } from "./garbage";
import { LogLevelValues, WasmResultValues } from "./enums";
import { RESULT } from "./result";

let threshold: u32 = LogLevelValues.info;

/** Asks the gateway which lines it would print; called when a configuration arrives, not per line. */
export function refreshLogLevel(): void {
  if (proxy_get_log_level(RESULT) == WasmResultValues.Ok) threshold = load<u32>(RESULT);
}

export function isLogged(level: LogLevelValues): bool {
  return <u32>level >= threshold;
}

/** For configuration and changes of state. Allocates; nothing on the ordinary road of a request logs. */
export function log(level: LogLevelValues, text: string): void {
  // Not printed is not free of charge: the caller has made up the text.
  markGarbage();
  if (!isLogged(level)) return;
  const line = bytesOf(text);
  proxy_log(level, addressOf(line), line.byteLength);
}
