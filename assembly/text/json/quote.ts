import { decimalText } from "../decimal-text";
import { hexDigit } from "../hex";
import { JsonKind } from "./kind";
import { JsonValue } from "./value";

const QUOTE: i32 = 0x22;
const BACKSLASH: i32 = 0x5c;
const ELLIPSIS: string = "…";

/** Compact JSON of `value` for a message, cut to `limit` UTF-16 units and an ellipsis. */
export function quoteJson(value: JsonValue, limit: i32 = 60): string {
  return cut(writeValue(value, limit), limit);
}

/** A text as a JSON string for a message, cut likewise. */
export function quoteText(text: string, limit: i32 = 60): string {
  return cut(writeText(text, limit), limit);
}

function cut(text: string, limit: i32): string {
  if (text.length <= limit) return text;
  const endsInsidePair = limit > 0 && (text.charCodeAt(limit - 1) & 0xfc00) == 0xd800;
  return text.substring(0, endsInsidePair ? limit - 1 : limit) + ELLIPSIS;
}

// Each writer stops soon after `limit`: the value may be a megabyte, the message is one line.
function writeValue(value: JsonValue, limit: i32): string {
  switch (value.kind) {
    case JsonKind.Null:
      return "null";
    case JsonKind.Bool:
      return value.asBool() ? "true" : "false";
    case JsonKind.Number:
      return value.isInteger ? decimalText(value.integer) : value.text;
    case JsonKind.String:
      return writeText(value.asText(), limit);
    case JsonKind.Array:
      return writeArray(value, limit);
    default:
      return writeObject(value, limit);
  }
}

function writeArray(value: JsonValue, limit: i32): string {
  let written = "[";
  for (let i = 0; i < value.items.length && written.length <= limit; i++) {
    if (i > 0) written += ",";
    written += writeValue(value.items[i], limit - written.length);
  }
  return written + "]";
}

function writeObject(value: JsonValue, limit: i32): string {
  let written = "{";
  for (let i = 0; i < value.names.length && written.length <= limit; i++) {
    if (i > 0) written += ",";
    const name = value.names[i];
    written += writeText(name, limit - written.length) + ":";
    const member = value.get(name);
    if (member != null) written += writeValue(member, limit - written.length);
  }
  return written + "}";
}

function writeText(text: string, limit: i32): string {
  let written = '"';
  for (let i = 0; i < text.length && written.length <= limit; i++) {
    const unit = text.charCodeAt(i);
    if (unit == QUOTE) written += '\\"';
    else if (unit == BACKSLASH) written += "\\\\";
    else if (unit == 0x0a) written += "\\n";
    else if (unit < 0x20) written += "\\u" + hex4(unit);
    else written += String.fromCharCode(unit);
  }
  return written + '"';
}

/** Four hexadecimal digits of a UTF-16 unit, as in `\u001f`. */
export function hex4(unit: i32): string {
  let digits = "";
  for (let shift = 12; shift >= 0; shift -= 4) {
    digits += String.fromCharCode(hexDigit(((<u32>unit) >>> shift) & 15));
  }
  return digits;
}
