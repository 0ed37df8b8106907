import { proxy_log } from "./abi";
import { LogLevelValues } from "./enums";

// No allocation here: running out of memory is one of the ways to get here.
const LINE_BYTES: i32 = 512;
const LINE: usize = memory.data(512);

/** The compiler calls this for a failed check and then traps; the host's own message would not say where. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  let size = put(0, "abort: ");
  size = put(size, message);
  size = put(size, " at ");
  size = put(size, file);
  size = put(size, ":");
  size = putNumber(size, line);
  size = put(size, ":");
  size = putNumber(size, column);
  proxy_log(LogLevelValues.critical, LINE, size);
  unreachable();
}

function put(size: i32, text: string | null): i32 {
  if (text === null) return size;
  for (let i = 0; i < text.length && size < LINE_BYTES; i++) {
    const unit = text.charCodeAt(i);
    store<u8>(LINE + size, unit < 0x80 ? <u8>unit : 0x3f);
    size += 1;
  }
  return size;
}

function putNumber(size: i32, value: u32): i32 {
  if (value >= 10) size = putNumber(size, value / 10);
  if (size < LINE_BYTES) store<u8>(LINE + size, 0x30 + <u8>(value % 10));
  return min(size + 1, LINE_BYTES);
}
