import { ByteBuffer } from "../text/byte-buffer";
import { Span } from "../text/span";
import { CommandWriter } from "./command";

/**
 * Appends `value` as one bulk string. What it becomes is decided by its type when the caller is compiled: a string its
 * UTF-8; `Bytes`, `Span`, `ByteBuffer`, `Uint8Array` and `StaticArray<u8>` their bytes, whatever they are; an integer or
 * a bool its decimal digits; a float its decimal text. Any other type is an error of the compiler. Only a float with a
 * fraction or beyond 2^53 allocates.
 */
// @ts-ignore: decorator
@inline
export function putArgument<T>(out: CommandWriter, value: T): void {
  if (isNullable<T>()) {
    ERROR("a part of a Redis command may not be null");
  } else if (isString<T>()) {
    out.string(changetype<string>(value));
  } else if (isInteger<T>()) {
    if (isSigned<T>()) out.integer(<i64>value);
    else out.unsigned(<u64>value);
  } else if (isFloat<T>()) {
    putFloat(out, <f64>value);
  } else if (value instanceof ArrayBuffer) {
    out.text(changetype<ArrayBuffer>(value));
  } else if (value instanceof Span) {
    out.bulk(value.at, value.size);
  } else if (value instanceof ByteBuffer) {
    out.bulk(value.at, value.size);
  } else if (value instanceof Uint8Array) {
    out.bulk(value.dataStart, value.byteLength);
  } else if (idof<T>() == idof<StaticArray<u8>>()) {
    out.bulk(changetype<usize>(value), changetype<StaticArray<u8>>(value).length);
  } else {
    ERROR("a part of a Redis command is a string, bytes, an integer or a float");
  }
}

/** Where f64 begins to skip integers. */
const EXACT_INTEGERS: f64 = 9007199254740992;

/** Redis reads what strtod reads, and infinities as `inf`; not a number (`NaN`) is for the server to refuse. */
function putFloat(out: CommandWriter, value: f64): void {
  if (trunc(value) == value && abs(value) < EXACT_INTEGERS) out.integer(<i64>value);
  else if (isFinite(value)) out.string(value.toString());
  else out.string(value > 0 ? "inf" : value < 0 ? "-inf" : "NaN");
}

/** The bound of a range of scores that leaves `score` itself out, for `zcount` and its like. Allocates. */
export function exclusive(score: f64): string {
  return "(" + (isFinite(score) ? score.toString() : score > 0 ? "inf" : "-inf");
}
