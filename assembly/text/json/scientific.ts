const ZERO: i32 = 0x30;
const DOT: i32 = 0x2e;

// So many decimal digits always fit into u64, and no i64 needs more.
const MOST_DIGITS: i32 = 19;

// 10^22 is the largest power of ten that f64 holds exactly.
const MOST_EXACT_TENS: i32 = 22;

/** The magnitude of a number as `digits` * 10^`scale`; zeros at the end are in the scale. */
export class Scientific {
  private digits: u64 = 0;
  private count: i32 = 0;
  // Zeros matter only when another digit follows; until then they wait here.
  private waitingZeros: i32 = 0;
  private isCut: bool = false;

  /** Reads a range of digits with at most one dot; `scale` is the power of ten of the last digit. */
  constructor(
    at: usize,
    size: i32,
    private scale: i32,
  ) {
    for (let i = 0; i < size; i++) {
      const byte: i32 = load<u8>(at + i);
      if (byte != DOT) this.append(byte - ZERO);
    }
    this.scale += this.waitingZeros;
  }

  /** The value as a whole number up to `limit`, or -1 as u64 if it is none; `limit` is far below that. */
  wholeUpTo(limit: u64): u64 {
    if (this.digits == 0) return 0;
    if (this.isCut || this.scale < 0 || this.scale >= MOST_DIGITS) return u64.MAX_VALUE;
    let whole = this.digits;
    for (let i = 0; i < this.scale; i++) {
      if (whole > limit / 10) return u64.MAX_VALUE;
      whole *= 10;
    }
    return whole <= limit ? whole : u64.MAX_VALUE;
  }

  /**
   * The value as f64, or infinity: the nearest one up to 15 digits and 22 places, beyond that a few units in the
   * last place off. F64.parseFloat is not used: AssemblyScript 0.27 gets 17 digits at 10^30 wrong by powers of ten.
   */
  toFloat(): f64 {
    let float = <f64>this.digits;
    let scale = this.scale;
    while (scale > 0 && isFinite(float)) {
      const step = min(scale, MOST_EXACT_TENS);
      float *= powerOfTen(step);
      scale -= step;
    }
    while (scale < 0 && float != 0) {
      const step = min(-scale, MOST_EXACT_TENS);
      float /= powerOfTen(step);
      scale += step;
    }
    return float;
  }

  private append(digit: i32): void {
    const isLeadingZero = digit == 0 && this.digits == 0;
    if (isLeadingZero) return;
    if (digit == 0 || this.isCut) {
      this.waitingZeros += 1;
      return;
    }
    const places = this.waitingZeros + 1;
    if (this.count + places > MOST_DIGITS) {
      this.isCut = true;
      this.waitingZeros = places;
      return;
    }
    for (let i = 0; i < places; i++) this.digits *= 10;
    this.digits += digit;
    this.count += places;
    this.waitingZeros = 0;
  }
}

function powerOfTen(exponent: i32): f64 {
  let power: f64 = 1;
  for (let i = 0; i < exponent; i++) power *= 10;
  return power;
}
