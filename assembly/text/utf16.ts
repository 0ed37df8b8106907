/** The bits that no ASCII character has, of four UTF-16 units. */
const NOT_ASCII: u64 = 0xff80ff80ff80ff80;

/** Writes `units` UTF-16 units at `from` as bytes to `into`; false, after as many bytes, if one of them is not ASCII. */
export function narrowAscii(from: usize, units: i32, into: usize): bool {
  let seen: u64 = 0;
  let i = 0;
  for (; i + 4 <= units; i += 4) {
    const four = load<u64>(from + ((<usize>i) << 1));
    seen |= four;
    // 00dd00cc00bb00aa becomes ..ddcc..bbaa, of which the halves are put together.
    const pairs = four | (four >> 8);
    store<u32>(into + i, ((<u32>(pairs >> 16)) & 0xffff0000) | ((<u32>pairs) & 0xffff));
  }
  for (; i < units; i++) {
    const unit = load<u16>(from + ((<usize>i) << 1));
    seen |= unit;
    store<u8>(into + i, <u8>unit);
  }
  return (seen & NOT_ASCII) == 0;
}
