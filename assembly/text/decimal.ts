export enum DecimalError {
  None,
  Empty,
  NotADigit,
  Overflow,
}

/** Receives the value of a parsed decimal. Allocated once per place of use, never per request. */
@unmanaged
export class Decimal {
  value: i64 = 0;
}

/**
 * Reads the whole range as digits without a sign, 0 to 9223372036854775807; leading zeros are fine.
 * `out` is written on success only.
 */
export function parseUnsigned(at: usize, size: i32, out: Decimal): DecimalError {
  return parseDigits(at, size, <u64>i64.MAX_VALUE, false, out);
}

/** As `parseUnsigned`, with an optional leading `-`; a `+` is refused. */
export function parseSigned(at: usize, size: i32, out: Decimal): DecimalError {
  if (size > 0 && load<u8>(at) == 0x2d) {
    return parseDigits(at + 1, size - 1, <u64>i64.MAX_VALUE + 1, true, out);
  }
  return parseUnsigned(at, size, out);
}

function parseDigits(at: usize, size: i32, limit: u64, isNegative: bool, out: Decimal): DecimalError {
  if (size <= 0) return DecimalError.Empty;
  let value: u64 = 0;
  let isTooLarge = false;
  for (let i = 0; i < size; i++) {
    const digit = <u64>load<u8>(at + i) - 0x30;
    if (digit > 9) return DecimalError.NotADigit;
    if (value > (limit - digit) / 10) isTooLarge = true;
    else value = value * 10 + digit;
  }
  // Reported last, so that garbage behind many digits is still called garbage.
  if (isTooLarge) return DecimalError.Overflow;
  out.value = isNegative ? <i64>(0 - value) : <i64>value;
  return DecimalError.None;
}
