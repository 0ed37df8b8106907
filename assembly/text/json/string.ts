import { textOf } from "../bytes";
import { hexValue } from "../hex";
import { storeUtf8, utf8SequenceSize } from "../utf8";
import { hex4, quoteText } from "./quote";
import { JsonReader } from "./reader";

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const LETTER_U: u8 = 0x75;

/** Reads the string that starts at the position (RFC 8259 section 7), or reports why not and returns null. */
export function readString(reader: JsonReader): string | null {
  const start = reader.offset + 1;
  const end = findClosingQuote(reader, start);
  if (end < 0) return null;
  reader.offset = end + 1;
  const size = end - start;
  if (!hasEscape(reader.at + start, size)) return textOf(reader.at + start, size);
  return decodeEscapes(reader, start, size);
}

function findClosingQuote(reader: JsonReader, start: i32): i32 {
  for (let i = start; i < reader.size; i++) {
    const byte = load<u8>(reader.at + i);
    if (byte == QUOTE) return i;
    if (byte == BACKSLASH) i += 1;
    if (byte < 0x20) {
      reader.fail(i, "control character in a string, expected its escape \\u" + hex4(byte));
      return -1;
    }
  }
  reader.fail(start - 1, "this string is not closed, expected a second double quote");
  return -1;
}

function hasEscape(at: usize, size: i32): bool {
  for (let i = 0; i < size; i++) {
    if (load<u8>(at + i) == BACKSLASH) return true;
  }
  return false;
}

function decodeEscapes(reader: JsonReader, start: i32, size: i32): string | null {
  // An escape is never shorter than the UTF-8 it stands for.
  const decoded = new ArrayBuffer(size);
  const target = changetype<usize>(decoded);
  const end = start + size;
  let written = 0;
  let offset = start;
  while (offset < end) {
    const byte = load<u8>(reader.at + offset);
    if (byte != BACKSLASH) {
      store<u8>(target + written, byte);
      written += 1;
      offset += 1;
      continue;
    }
    const isUnicode = load<u8>(reader.at + offset, 1) == LETTER_U;
    const codePoint = isUnicode ? unicodeEscape(reader, offset, end) : shortEscape(reader, offset);
    if (codePoint < 0) return null;
    written += storeUtf8(target + written, codePoint);
    offset += isUnicode ? (codePoint > 0xffff ? 12 : 6) : 2;
  }
  return textOf(target, written);
}

function shortEscape(reader: JsonReader, offset: i32): i32 {
  const at = reader.at + offset + 1;
  const byte = load<u8>(at);
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // "/"
      return byte;
    case 0x62: // "b"
      return 0x08;
    case 0x66: // "f"
      return 0x0c;
    case 0x6e: // "n"
      return 0x0a;
    case 0x72: // "r"
      return 0x0d;
    case 0x74: // "t"
      return 0x09;
  }
  const escaped = quoteText(textOf(at, utf8SequenceSize(at, reader.size - offset - 1)));
  reader.fail(offset, `unknown escape: a backslash before ${escaped}, expected one of " \\ / b f n r t u`);
  return -1;
}

function unicodeEscape(reader: JsonReader, offset: i32, end: i32): i32 {
  const unit = unicodeUnit(reader, offset, end);
  if (unit < 0) {
    reader.fail(offset, "bad escape, expected four hexadecimal digits after \\u");
    return -1;
  }
  if ((unit & 0xf800) != 0xd800) return unit;
  const low = unit < 0xdc00 ? unicodeUnit(reader, offset + 6, end) : -1;
  if ((low & 0xfffffc00) != 0xdc00) {
    reader.fail(offset, `lone surrogate \\u${hex4(unit)}, expected a pair of a high and a low one`);
    return -1;
  }
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/** The UTF-16 unit of the `\uXXXX` at `offset`, or -1. */
function unicodeUnit(reader: JsonReader, offset: i32, end: i32): i32 {
  if (end - offset < 6) return -1;
  const at = reader.at + offset;
  if (load<u8>(at) != BACKSLASH || load<u8>(at, 1) != LETTER_U) return -1;
  let unit = 0;
  for (let i = 2; i < 6; i++) {
    const digit = hexValue(load<u8>(at + i));
    if (digit < 0) return -1;
    unit = (unit << 4) | digit;
  }
  return unit;
}
