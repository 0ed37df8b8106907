import { BinaryReader, encodeUnsigned } from '../../gateway/link/leb128.ts';
import { SectionId, type Section } from '../../gateway/link/sections.ts';

/** Section ids of the wasm binary format. */
export const Id = { ...SectionId, code: 10, data: 11, dataCount: 12 } as const;

/** @throws {RangeError} if the module has no such section */
export function sectionBody(sections: readonly Section[], id: number): Uint8Array {
  const section = sections.find((candidate) => candidate.id === id);
  if (section === undefined) throw new RangeError(`the module has no section ${id}`);
  return section.body;
}

/** The entries of a section that is one vector, as most are. */
export function readVector<T>(body: Uint8Array, read: (reader: BinaryReader) => T): T[] {
  const reader = new BinaryReader(body);
  return Array.from({ length: reader.unsigned() }, () => read(reader));
}

export function joinVector(entries: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([encodeUnsigned(entries.length), ...entries]);
}

/** An entry that begins with its own size, as those of the code section do; without that size. */
export function sizedEntry(reader: BinaryReader): Uint8Array {
  return reader.slice(reader.unsigned());
}

export function withSize(entry: Uint8Array): Uint8Array {
  return Buffer.concat([encodeUnsigned(entry.length), entry]);
}
