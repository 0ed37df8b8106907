const PLUS: u8 = 0x2b;
const MINUS: u8 = 0x2d;
const DOT: u8 = 0x2e;
const SMALL_E: u8 = 0x65;
/** Makes a letter small. */
const SMALL: u8 = 0x20;

/** So many digits fit into u64; f64 is told apart by 17. */
const MOST_DIGITS: i32 = 19;
/** f64 holds integers up to here without a gap. */
const EXACT_INTEGERS: u64 = 1 << 53;
/** 10^22 is the last power of ten that f64 holds exactly. */
const EXACT_TENS: i32 = 22;
/** Beyond what f64 can hold with any digits in front. */
const MOST_SCALE: i32 = 400;
/** 2^27 + 1 cuts the 53 bits of an f64 into two halves. */
const HALVES: f64 = 134217729;
const TWO_TO_512: f64 = 1.3407807929942597e154;

/**
 * The number that all of the range spells, as Redis writes it: sign, digits with an optional fraction and exponent, or
 * `inf`. NaN if it is anything else. What has up to 17 digits and is no subnormal (below 2.3e-308) gives the nearest f64.
 */
export function parseFloatText(at: usize, size: i32): f64 {
  const end = at + size;
  let from = at;
  const sign: u8 = from < end ? load<u8>(from) : 0;
  if (sign == MINUS || sign == PLUS) from += 1;
  const magnitude = isInfinity(from, end) ? Infinity : parseMagnitude(from, end);
  return sign == MINUS ? -magnitude : magnitude;
}

function isInfinity(at: usize, end: usize): bool {
  if (end - at != 3) return false;
  return (load<u8>(at) | SMALL) == 0x69 && (load<u16>(at, 1) | 0x2020) == 0x666e;
}

function parseMagnitude(at: usize, end: usize): f64 {
  let digits: u64 = 0;
  let kept = 0;
  let scale = 0;
  let isFraction = false;
  let hasDigits = false;
  let from = at;
  for (; from < end; from += 1) {
    const byte = load<u8>(from);
    if (byte == DOT && !isFraction) {
      isFraction = true;
      continue;
    }
    const digit = <u32>byte - 0x30;
    if (digit > 9) break;
    hasDigits = true;
    if (kept == MOST_DIGITS) {
      scale += i32(!isFraction);
      continue;
    }
    digits = digits * 10 + digit;
    if (digits != 0) kept += 1;
    scale -= i32(isFraction);
  }
  if (!hasDigits) return NaN;
  if (from == end) return scaled(digits, scale);
  if ((load<u8>(from) | SMALL) != SMALL_E) return NaN;
  from += 1;
  const isDown = from < end && load<u8>(from) == MINUS;
  if (isDown || (from < end && load<u8>(from) == PLUS)) from += 1;
  if (from == end) return NaN;
  let exponent = 0;
  for (; from < end; from += 1) {
    const digit = <u32>load<u8>(from) - 0x30;
    if (digit > 9) return NaN;
    // Large ones all mean the same; how many digits stand in front of them, the size of a reply bounds.
    if (exponent < 1 << 24) exponent = exponent * 10 + <i32>digit;
  }
  return scaled(digits, isDown ? scale - exponent : scale + exponent);
}

/** `digits` * 10^`scale` rounded once: computed as the sum of two f64, of which the lower holds what the upper cannot. */
function scaled(digits: u64, scale: i32): f64 {
  if (digits == 0) return 0;
  if (digits <= EXACT_INTEGERS && abs(scale) <= EXACT_TENS) {
    return scale < 0 ? <f64>digits / powerOfTen(-scale) : <f64>digits * powerOfTen(scale);
  }
  if (abs(scale) > MOST_SCALE) return scale < 0 ? 0 : Infinity;
  let upper = <f64>digits;
  let lower = <f64>(<i64>(digits - <u64>upper));
  // What was taken out to stay far from both ends of f64.
  let binary: f64 = 1;
  for (let left = abs(scale); left > 0; left -= EXACT_TENS) {
    const ten = powerOfTen(min(left, EXACT_TENS));
    if (scale > 0) {
      const product = upper * ten;
      const rest = productError(upper, ten, product) + lower * ten;
      upper = product + rest;
      lower = rest - (upper - product);
    } else {
      const quotient = upper / ten;
      const product = quotient * ten;
      const rest = (upper - product - productError(quotient, ten, product) + lower) / ten;
      upper = quotient + rest;
      lower = rest - (upper - quotient);
    }
    if (upper > TWO_TO_512 || upper < 1 / TWO_TO_512) {
      const factor = upper < 1 ? TWO_TO_512 : 1 / TWO_TO_512;
      upper *= factor;
      lower *= factor;
      binary /= factor;
    }
  }
  return (upper + lower) * binary;
}

/** What rounding took from `a` * `b` to make it `product` (Dekker, 1971). */
function productError(a: f64, b: f64, product: f64): f64 {
  const aUpper = a * HALVES - (a * HALVES - a);
  const bUpper = b * HALVES - (b * HALVES - b);
  const aLower = a - aUpper;
  const bLower = b - bUpper;
  return aLower * bLower - (product - aUpper * bUpper - aLower * bUpper - aUpper * bLower);
}

function powerOfTen(exponent: i32): f64 {
  let power: f64 = 1;
  for (let i = 0; i < exponent; i++) power *= 10;
  return power;
}
