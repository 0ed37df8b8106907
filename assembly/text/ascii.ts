import { addressOf, bytesOf, textOf } from "./bytes";

/** Lower-cases A to Z, as header names need; the standard library's version brings the case tables of all Unicode. */
export function lowerAscii(text: string): string {
  const bytes = bytesOf(text);
  const at = addressOf(bytes);
  for (let i = 0; i < bytes.byteLength; i++) {
    const byte = load<u8>(at + i);
    if (byte - 0x41 < 26) store<u8>(at + i, byte | 0x20);
  }
  return textOf(at, bytes.byteLength);
}
