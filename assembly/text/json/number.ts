import { textOf } from "../bytes";
import { JsonKind } from "./kind";
import { JsonReader } from "./reader";
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

  if (
    setInteger(value, reader.at + wholeStart, digitsEnd - wholeStart, exponent - fractionSize, isNegative)
  ) {
    return value;
  }
  value.number = F64.parseFloat(textOf(reader.at + start, reader.offset - start));
  if (isFinite(value.number)) return value;
  reader.fail(start, "this number is too large for a 64-bit float");
  return null;
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

/**
 * Sets the value if digits * 10^scale is a whole number within i64. The range holds digits and at most one dot,
 * which `scale` already counts. Magnitudes are kept negative: i64 reaches one further down than up.
 */
function setInteger(value: JsonValue, at: usize, size: i32, scale: i32, isNegative: bool): bool {
  let magnitude: i64 = 0;
  let zeros = 0;
  for (let i = 0; i < size; i++) {
    const byte: i32 = load<u8>(at + i);
    if (byte == DOT) continue;
    if (byte == ZERO) {
      zeros += 1;
      continue;
    }
    // Zeros are multiplied in only when a later digit makes them count; those at the end join the scale.
    if (magnitude != 0 && !canScale(magnitude, zeros + 1)) return false;
    if (magnitude != 0) magnitude = scaled(magnitude, zeros + 1);
    const digit = byte - ZERO;
    if (magnitude < i64.MIN_VALUE + digit) return false;
    magnitude -= digit;
    zeros = 0;
  }
  if (magnitude != 0) {
    const shift = scale + zeros;
    if (shift < 0 || !canScale(magnitude, shift)) return false;
    magnitude = scaled(magnitude, shift);
  }
  if (!isNegative && magnitude == i64.MIN_VALUE) return false;
  value.isInteger = true;
  value.integer = isNegative ? magnitude : -magnitude;
  value.number = <f64>value.integer;
  return true;
}

function canScale(magnitude: i64, digits: i32): bool {
  if (digits > 18) return false;
  return magnitude >= i64.MIN_VALUE / scaled(1, digits);
}

function scaled(magnitude: i64, digits: i32): i64 {
  for (let i = 0; i < digits; i++) magnitude *= 10;
  return magnitude;
}
