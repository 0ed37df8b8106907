import { textOf } from "../bytes";
import { JsonKind } from "./kind";
import { JsonReader } from "./reader";
import { Scientific } from "./scientific";
import { JsonValue } from "./value";

const ZERO: i32 = 0x30;
const MINUS: i32 = 0x2d;
const PLUS: i32 = 0x2b;
const DOT: i32 = 0x2e;

// Far outside of what f64 and i64 can hold, far inside of i32: longer exponents all mean the same.
const EXPONENT_CAP: i32 = 100_000_000;

/** Reads the number that starts at the position (RFC 8259 section 6), or reports why not and returns null. */
export function readNumber(reader: JsonReader): JsonValue | null {
  const start = reader.offset;
  const value = new JsonValue(JsonKind.Number, start);
  const isNegative = reader.take(MINUS);

  const wholeStart = reader.offset;
  const wholeSize = takeDigits(reader);
  if (wholeSize == 0) return expectedDigit(reader);
  if (wholeSize > 1 && load<u8>(reader.at + wholeStart) == ZERO) {
    reader.fail(wholeStart, "leading zero in a number, expected none");
    return null;
  }
  let fractionSize = 0;
  if (reader.take(DOT)) {
    fractionSize = takeDigits(reader);
    if (fractionSize == 0) return expectedDigit(reader);
  }
  const digitsEnd = reader.offset;
  let exponent = 0;
  if (reader.take(0x65) || reader.take(0x45)) {
    const isDown = reader.take(MINUS);
    if (!isDown) reader.take(PLUS);
    const exponentStart = reader.offset;
    if (takeDigits(reader) == 0) return expectedDigit(reader);
    exponent = cappedDigits(reader.at + exponentStart, reader.offset - exponentStart);
    if (isDown) exponent = -exponent;
  }
  const scale = exponent - fractionSize;
  const magnitude = new Scientific(reader.at + wholeStart, digitsEnd - wholeStart, scale);
  if (setInteger(value, magnitude, isNegative)) return value;

  const float = magnitude.toFloat();
  value.number = isNegative ? -float : float;
  value.text = textOf(reader.at + start, reader.offset - start);
  if (isFinite(float)) return value;
  reader.fail(start, "this number is too large for a 64-bit float");
  return null;
}

function setInteger(value: JsonValue, magnitude: Scientific, isNegative: bool): bool {
  const limit = <u64>i64.MAX_VALUE + (isNegative ? 1 : 0);
  const whole = magnitude.wholeUpTo(limit);
  if (whole > limit) return false;
  value.isInteger = true;
  value.integer = isNegative ? <i64>(0 - whole) : <i64>whole;
  value.number = <f64>value.integer;
  return true;
}

function expectedDigit(reader: JsonReader): JsonValue | null {
  reader.unexpected("a digit");
  return null;
}

function takeDigits(reader: JsonReader): i32 {
  const start = reader.offset;
  while (<u32>(reader.peek() - ZERO) < 10) reader.offset += 1;
  return reader.offset - start;
}

function cappedDigits(at: usize, size: i32): i32 {
  let value = 0;
  for (let i = 0; i < size && value < EXPONENT_CAP; i++) value = value * 10 + (<i32>load<u8>(at + i) - ZERO);
  return min(value, EXPONENT_CAP);
}
