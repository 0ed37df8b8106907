import { BinaryReader, encodeUnsigned } from './leb128.ts';
import { LinkError, malformed } from './link-error.ts';

/** Section ids of the wasm binary format that the linker looks into; all others are carried along untouched. */
export const SectionId = { custom: 0, type: 1, import: 2, function: 3, memory: 5, export: 7 } as const;

/** `raw` is the whole section with its id and size as they stood, so an untouched module comes out byte for byte. */
export interface Section {
  readonly id: number;
  readonly body: Uint8Array;
  readonly raw: Uint8Array;
}

const HEADER = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
const COMPONENT_HEADER = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00);

export function splitSections(wasm: Uint8Array): Section[] {
  const header = wasm.subarray(0, HEADER.length);
  if (Buffer.compare(header, COMPONENT_HEADER) === 0) {
    throw new LinkError(
      'higress',
      'a wasm component, not a core module',
      'build for wasm32 without the component model',
    );
  }
  if (Buffer.compare(header, HEADER) !== 0)
    throw malformed('it does not start with the header of wasm version 1');
  const reader = new BinaryReader(wasm, HEADER.length);
  const sections: Section[] = [];
  const seen = new Set<number>();
  while (!reader.isDone) {
    const start = reader.at;
    const id = reader.byte();
    if (id !== SectionId.custom && seen.has(id)) throw malformed(`second section ${id} at byte ${start}`);
    seen.add(id);
    const body = reader.slice(reader.unsigned());
    sections.push({ id, body, raw: wasm.subarray(start, reader.at) });
  }
  return sections;
}

export function joinSections(sections: readonly Section[]): Uint8Array {
  return Buffer.concat([HEADER, ...sections.map((section) => section.raw)]);
}

export function makeSection(id: number, body: Uint8Array): Section {
  return { id, body, raw: Buffer.concat([Uint8Array.of(id), encodeUnsigned(body.length), body]) };
}

/** The sections with `section` in the place of the one with its id. */
export function replaceSection(sections: readonly Section[], section: Section): Section[] {
  return sections.map((other) => (other.id === section.id ? section : other));
}
