import { BinaryReader, encodeUnsigned } from '../../gateway/link/leb128.ts';
import { joinVector, readVector } from './section-bodies.ts';

/** The bytes that a module's data section puts into memory, gaps between its segments filled with zeros. */
export type MemoryImage = { at: number; bytes: Uint8Array };

const ACTIVE_IN_MEMORY_0 = 0;
const I32_CONST = 0x41;
const END = 0x0b;

/** A data section that cannot be rewritten. */
export class UnknownData extends Error {
  override name = 'UnknownData';
}

/** @throws {UnknownData} for passive segments and for computed addresses, which the compiler does not make */
export function readMemoryImage(dataSection: Uint8Array): MemoryImage {
  const segments = readVector(dataSection, readSegment);
  const at = Math.min(...segments.map((segment) => segment.at));
  const end = Math.max(...segments.map((segment) => segment.at + segment.bytes.length));
  const bytes = new Uint8Array(end - at);
  for (const segment of segments) bytes.set(segment.bytes, segment.at - at);
  return { at, bytes };
}

/** The body of a data section that puts the image into memory by one segment. */
export function writeMemoryImage({ at, bytes }: MemoryImage): Uint8Array {
  const address = Uint8Array.of(I32_CONST, ...encodeSigned(at), END);
  const segment = [Uint8Array.of(ACTIVE_IN_MEMORY_0), address, encodeUnsigned(bytes.length), bytes];
  return joinVector([Buffer.concat(segment)]);
}

function readSegment(reader: BinaryReader): MemoryImage {
  const start = reader.at;
  if (reader.byte() !== ACTIVE_IN_MEMORY_0 || reader.byte() !== I32_CONST) {
    throw new UnknownData(`the data segment at byte ${start} has no constant place in memory 0`);
  }
  const at = readSigned(reader);
  if (reader.byte() !== END)
    throw new UnknownData(`the address of the data segment at byte ${start} is computed`);
  return { at, bytes: reader.slice(reader.unsigned()) };
}

/** Signed LEB128 of 32 bits. */
function readSigned(reader: BinaryReader): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = reader.byte();
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return byte & 0x40 && shift < 25 ? value | (-1 << (shift + 7)) : value;
  }
  throw new UnknownData(`number longer than 32 bits before byte ${reader.at}`);
}

/** A positive number as signed LEB128: bit 6 of its last byte is the sign, so it must be clear. */
function encodeSigned(value: number): Uint8Array {
  const bytes = encodeUnsigned(value);
  const last = bytes[bytes.length - 1]!;
  return last & 0x40 ? Uint8Array.of(...bytes.subarray(0, -1), last | 0x80, 0) : bytes;
}
