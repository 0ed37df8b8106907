import { BinaryReader, encodeName, encodeUnsigned } from './leb128.ts';
import { LinkError, malformed } from './link-error.ts';
import { makeSection, SectionId, type Section } from './sections.ts';
import type { Signature, ValueType } from './signature.ts';

export type ExternalKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternalKind;
  /** Functions only. */
  readonly signature?: Signature;
  /** Kind and type as encoded: a renamed import keeps them. */
  readonly descriptor: Uint8Array;
}

export interface Export {
  readonly name: string;
  readonly kind: ExternalKind;
  /** Functions only. */
  readonly signature?: Signature;
  readonly descriptor: Uint8Array;
}

/** What a module shows to its host: all that linking needs to know of it. */
export interface ModuleInterface {
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  readonly hasMemory: boolean;
}

const KINDS: readonly ExternalKind[] = ['function', 'table', 'memory', 'global', 'tag'];
const VALUE_TYPES = new Map<number, ValueType>([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
  [0x70, 'funcref'],
  [0x6f, 'externref'],
]);
const FUNCTION_FORM = 0x60;
const HAS_MAXIMUM = 1;

export function readInterface(sections: readonly Section[]): ModuleInterface {
  const types = readSection(sections, SectionId.type, readType);
  const imports = readSection(sections, SectionId.import, (reader) => readImport(reader, types));
  const defined = readSection(sections, SectionId.function, (reader) =>
    lookUp(types, reader.unsigned(), 'type'),
  );
  const functions = [...imports.flatMap((entry) => entry.signature ?? []), ...defined];
  const exports = readSection(sections, SectionId.export, (reader) => readExport(reader, functions));
  const memories = sections.find((section) => section.id === SectionId.memory);
  const hasOwnMemory = memories !== undefined && new BinaryReader(memories.body).unsigned() > 0;
  return { imports, exports, hasMemory: hasOwnMemory || imports.some(({ kind }) => kind === 'memory') };
}

export function importSection(imports: readonly Import[]): Section {
  return vectorSection(
    SectionId.import,
    imports.map((entry) => [encodeName(entry.module), encodeName(entry.name), entry.descriptor]),
  );
}

export function exportSection(exports: readonly Export[]): Section {
  return vectorSection(
    SectionId.export,
    exports.map((entry) => [encodeName(entry.name), entry.descriptor]),
  );
}

/** An export of memory 0, own or imported. */
export function memoryExport(name: string): Export {
  return { name, kind: 'memory', descriptor: Uint8Array.of(KINDS.indexOf('memory'), 0) };
}

function vectorSection(id: number, entries: readonly Uint8Array[][]): Section {
  return makeSection(id, Buffer.concat([encodeUnsigned(entries.length), ...entries.flat()]));
}

function readSection<T>(sections: readonly Section[], id: number, read: (reader: BinaryReader) => T): T[] {
  const section = sections.find((candidate) => candidate.id === id);
  if (section === undefined) return [];
  const reader = new BinaryReader(section.body);
  const entries: T[] = [];
  for (let left = reader.unsigned(); left > 0; left--) entries.push(read(reader));
  if (!reader.isDone) throw malformed(`${section.body.length - reader.at} bytes too many in section ${id}`);
  return entries;
}

function readType(reader: BinaryReader): Signature {
  const form = reader.byte();
  if (form !== FUNCTION_FORM) throw unsupported(`type form 0x${form.toString(16)}`);
  return { params: readValueTypes(reader), results: readValueTypes(reader) };
}

function readValueTypes(reader: BinaryReader): ValueType[] {
  const list: ValueType[] = [];
  for (let left = reader.unsigned(); left > 0; left--) {
    const code = reader.byte();
    const type = VALUE_TYPES.get(code);
    if (type === undefined) throw unsupported(`value type 0x${code.toString(16)}`);
    list.push(type);
  }
  return list;
}

function readImport(reader: BinaryReader, types: readonly Signature[]): Import {
  const module = reader.name();
  const name = reader.name();
  const start = reader.at;
  const kind = readKind(reader);
  const typeIndex = readImportType(reader, kind);
  const descriptor = reader.bytes.subarray(start, reader.at);
  const base = { module, name, kind, descriptor };
  return kind === 'function' ? { ...base, signature: lookUp(types, typeIndex, 'type') } : base;
}

/** Moves behind the type of an import; answers the type index of a function. */
function readImportType(reader: BinaryReader, kind: ExternalKind): number {
  if (kind === 'function') return reader.unsigned();
  if (kind === 'global') reader.slice(2);
  else if (kind === 'tag') {
    reader.byte();
    reader.unsigned();
  } else {
    if (kind === 'table') reader.byte();
    const flags = reader.unsigned();
    reader.skipNumber();
    if ((flags & HAS_MAXIMUM) !== 0) reader.skipNumber();
  }
  return 0;
}

function readExport(reader: BinaryReader, functions: readonly Signature[]): Export {
  const name = reader.name();
  const start = reader.at;
  const kind = readKind(reader);
  const index = reader.unsigned();
  const base = { name, kind, descriptor: reader.bytes.subarray(start, reader.at) };
  return kind === 'function' ? { ...base, signature: lookUp(functions, index, 'function') } : base;
}

function readKind(reader: BinaryReader): ExternalKind {
  const code = reader.byte();
  const kind = KINDS[code];
  if (kind === undefined) throw malformed(`unknown kind ${code} of an import or export`);
  return kind;
}

function lookUp(list: readonly Signature[], index: number, what: string): Signature {
  const found = list[index];
  if (found === undefined) throw malformed(`${what} index ${index} of ${list.length}`);
  return found;
}

function unsupported(what: string): LinkError {
  return new LinkError(
    'local',
    `wasm feature not known to the linker (${what})`,
    'build without garbage-collected or typed reference types',
  );
}
