import { ByteBuffer } from "./byte-buffer";
import { textOf } from "./bytes";

const digits = new ByteBuffer();

/** `value` in decimal, for messages and configuration; the standard library's version brings 3 KB of tables. */
export function decimalText(value: i64): string {
  digits.clear();
  digits.signed(value);
  return textOf(digits.at, digits.size);
}
