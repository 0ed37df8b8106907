/**
 * Types of a module's imports and exports, read from its binary: the JavaScript API of Node 20 gives names only,
 * and the gateway links by exact signature.
 */

export interface Signature {
  /** One letter a value: i = i32, I = i64, f = f32, F = f64, ? = any other type. */
  params: string;
  results: string;
}

export interface WasmImport {
  module: string;
  name: string;
  kind: 'function' | 'table' | 'memory' | 'global';
  signature?: Signature;
  /** Pages, for a memory. */
  limits?: { initial: number; maximum?: number };
}

export interface WasmExport {
  name: string;
  kind: 'function' | 'table' | 'memory' | 'global';
  signature?: Signature;
}

export interface WasmInterface {
  imports: WasmImport[];
  exports: WasmExport[];
}

const kinds = ['function', 'table', 'memory', 'global'] as const;
const letters: Record<number, string> = { 0x7f: 'i', 0x7e: 'I', 0x7d: 'f', 0x7c: 'F' };
const Section = { Type: 1, Import: 2, Function: 3, Export: 7 } as const;

class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError('the module ends inside a section');
    return byte;
  }

  /** Unsigned LEB128. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number of the module is longer than 5 bytes');
  }

  name(): string {
    const length = this.u32();
    this.at += length;
    return Buffer.from(this.bytes.subarray(this.at - length, this.at)).toString('utf8');
  }

  many<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.u32() }, read);
  }

  limits(): { initial: number; maximum?: number } {
    const hasMaximum = (this.byte() & 1) === 1;
    const initial = this.u32();
    return hasMaximum ? { initial, maximum: this.u32() } : { initial };
  }
}

/** Reads a module already accepted by WebAssembly.Module, so only well-formed sections are met. */
export function readInterface(wasm: Uint8Array): WasmInterface {
  const reader = new Reader(wasm);
  reader.at = 8;
  let types: Signature[] = [];
  let imports: WasmImport[] = [];
  let exports: { name: string; kind: number; index: number }[] = [];
  let defined: number[] = [];
  const importedFunctions: number[] = [];

  const readSignature = (): Signature => {
    if (reader.byte() !== 0x60) throw new RangeError('a type of the module is not a function type');
    const letter = (): string => letters[reader.byte()] ?? '?';
    return { params: reader.many(letter).join(''), results: reader.many(letter).join('') };
  };
  const readImport = (): WasmImport => {
    const module = reader.name();
    const name = reader.name();
    const kind = kinds[reader.byte()] ?? 'global';
    if (kind === 'function') {
      const type = reader.u32();
      importedFunctions.push(type);
      return { module, name, kind, signature: types[type]! };
    }
    if (kind === 'memory') return { module, name, kind, limits: reader.limits() };
    if (kind === 'table') {
      reader.byte();
      return { module, name, kind, limits: reader.limits() };
    }
    reader.at += 2;
    return { module, name, kind };
  };

  while (reader.at < wasm.length) {
    const section = reader.byte();
    const size = reader.u32();
    const end = reader.at + size;
    if (section === Section.Type) types = reader.many(readSignature);
    if (section === Section.Import) imports = reader.many(readImport);
    if (section === Section.Function) defined = reader.many(() => reader.u32());
    if (section === Section.Export) {
      exports = reader.many(() => ({ name: reader.name(), kind: reader.byte(), index: reader.u32() }));
    }
    reader.at = end;
  }

  const functionTypes = [...importedFunctions, ...defined];
  return {
    imports,
    exports: exports.map(({ name, kind, index }) =>
      kind === 0
        ? { name, kind: 'function', signature: types[functionTypes[index]!]! }
        : { name, kind: kinds[kind] ?? 'global' },
    ),
  };
}
