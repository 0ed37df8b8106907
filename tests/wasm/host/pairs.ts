import type { HeaderEntry } from './header-map.ts';

const maximumBytes = 1 << 20;
const maximumPairs = 1024;

/** u32 count, then u32 name length and u32 value length of each pair, then name NUL value NUL of each. */
export function encodePairs(entries: readonly HeaderEntry[]): Uint8Array {
  if (entries.length === 0) return new Uint8Array(0);
  let size = 4;
  for (const { name, value } of entries) size += 10 + name.length + value.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, entries.length, true);
  let lengths = 4;
  let data = 4 + 8 * entries.length;
  for (const { name, value } of entries) {
    view.setUint32(lengths, name.length, true);
    view.setUint32(lengths + 4, value.length, true);
    lengths += 8;
    bytes.set(name, data);
    bytes.set(value, data + name.length + 1);
    data += name.length + value.length + 2;
  }
  return bytes;
}

/** Strict, and silent: whatever is malformed or too big is an empty list to the gateway. */
export function decodePairs(bytes: Uint8Array): HeaderEntry[] {
  if (bytes.length < 4 || bytes.length > maximumBytes) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0, true);
  let data = 4 + 8 * count;
  if (count > maximumPairs || data > bytes.length) return [];
  const entries: HeaderEntry[] = [];
  for (let i = 0; i < count; i++) {
    const nameEnd = data + view.getUint32(4 + 8 * i, true);
    const valueEnd = nameEnd + 1 + view.getUint32(8 + 8 * i, true);
    if (valueEnd >= bytes.length || bytes[nameEnd] !== 0 || bytes[valueEnd] !== 0) return [];
    entries.push({ name: bytes.slice(data, nameEnd), value: bytes.slice(nameEnd + 1, valueEnd) });
    data = valueEnd + 1;
  }
  return data === bytes.length ? entries : [];
}
