import { ByteBuffer } from "../text/byte-buffer";
import { Span } from "../text/span";
import { CommandWriter } from "./command";

/** Of a command, and so of each of its parts: the allocator gives at most 1 GiB, and buffers grow by doubling. */
export const MAX_COMMAND_BYTES: i32 = 128 << 20;

/**
 * Appends `value` as one bulk string; false if it is larger than any command may be. Its type decides when the caller is
 * compiled: a string becomes its UTF-8; `Bytes`, `Span`, `ByteBuffer`, `Uint8Array` and `StaticArray<u8>` their bytes,
 * whatever they are; an integer or a bool its decimal digits; a float its decimal text. Any other type is an error of
 * the compiler. Only a float with a fraction or beyond 2^53 allocates.
 */
// @ts-ignore: decorator
@inline
export function putArgument<T>(out: CommandWriter, value: T): bool {
  if (isNullable<T>()) {
    ERROR("a part of a Redis command may not be null");
  } else if (isString<T>()) {
    return putString(out, changetype<string>(value));
  } else if (isInteger<T>()) {
    if (isSigned<T>()) out.integer(<i64>value);
    else out.unsigned(<u64>value);
  } else if (isFloat<T>()) {
    putFloat(out, <f64>value);
  } else if (value instanceof ArrayBuffer) {
    return putBytes(out, changetype<usize>(value), changetype<ArrayBuffer>(value).byteLength);
  } else if (value instanceof Span) {
    return putBytes(out, value.at, value.size);
  } else if (value instanceof ByteBuffer) {
    return putBytes(out, value.at, value.size);
  } else if (value instanceof Uint8Array) {
    return putBytes(out, value.dataStart, value.byteLength);
  } else if (idof<T>() == idof<StaticArray<u8>>()) {
    return putBytes(out, changetype<usize>(value), changetype<StaticArray<u8>>(value).length);
  } else {
    ERROR("a part of a Redis command is a string, bytes, an integer or a float");
  }
  return true;
}

function putString(out: CommandWriter, value: string): bool {
  // No UTF-16 unit takes more than three bytes.
  if (value.length > MAX_COMMAND_BYTES / 3) return false;
  out.string(value);
  return true;
}

function putBytes(out: CommandWriter, at: usize, size: i32): bool {
  if (size > MAX_COMMAND_BYTES) return false;
  out.bulk(at, size);
  return true;
}

/** Where f64 begins to skip integers. */
const EXACT_INTEGERS: f64 = 9007199254740992;

/** Redis reads what strtod reads, and infinities as `inf`; not a number (`NaN`) is for the server to refuse. */
function putFloat(out: CommandWriter, value: f64): void {
  if (trunc(value) == value && abs(value) < EXACT_INTEGERS) out.integer(<i64>value);
  else putString(out, floatText(value));
}

function floatText(value: f64): string {
  if (isFinite(value)) return value.toString();
  return value > 0 ? "inf" : value < 0 ? "-inf" : "NaN";
}

/** The bound of a range of scores that leaves `score` itself out, for `zcount` and its like. Allocates. */
export function exclusive(score: f64): string {
  return "(" + floatText(score);
}
