import { Place } from "./program";

const NEWLINE: u8 = 0x0a;

/** The `Place` bits that are true between the bytes before and after `cursor`. Words are made of ASCII only. */
export function placesAt(start: usize, cursor: usize, end: usize): i32 {
  // A newline stands in for the bytes outside of the text: a line starts or ends there, and no word does.
  const before = cursor == start ? NEWLINE : load<u8>(cursor - 1);
  const after = cursor == end ? NEWLINE : load<u8>(cursor);
  let places: i32 = isWordByte(before) != isWordByte(after) ? Place.WordBoundary : Place.NoWordBoundary;
  if (cursor == start) places |= Place.TextStart;
  if (cursor == end) places |= Place.TextEnd;
  if (before == NEWLINE) places |= Place.LineStart;
  if (after == NEWLINE) places |= Place.LineEnd;
  return places;
}

function isWordByte(byte: u8): bool {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte == 0x5f;
}
