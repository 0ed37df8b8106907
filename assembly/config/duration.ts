const UNITS = ["ms", "s", "m", "h", "d"];
const UNIT_MS: i64[] = [1, 1000, 60_000, 3_600_000, 86_400_000];
/** Far longer than any duration that makes sense, far shorter than what overflows with the largest unit. */
const MAX_DIGITS: i32 = 10;

/** Milliseconds of `500ms`, `30s`, `10m`, `1h` or `7d`; -1 for anything else. */
export function durationMs(text: string): i64 {
  let digits = 0;
  let value: i64 = 0;
  for (; digits < text.length; digits++) {
    const digit = text.charCodeAt(digits) - 0x30;
    if (digit < 0 || digit > 9) break;
    if (digits == MAX_DIGITS) return -1;
    value = value * 10 + digit;
  }
  const unit = UNITS.indexOf(text.substring(digits));
  return digits == 0 || unit < 0 ? -1 : value * UNIT_MS[unit];
}
