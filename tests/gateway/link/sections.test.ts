import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BinaryReader, encodeName, encodeUnsigned } from '../../../gateway/link/leb128.ts';
import { LinkError } from '../../../gateway/link/link-error.ts';
import { exportSection, importSection, readInterface } from '../../../gateway/link/module-interface.ts';
import { joinSections, makeSection, replaceSection, splitSections } from '../../../gateway/link/sections.ts';
import { assemble } from './wat.ts';

const SAMPLE = assemble(`(module
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "g" (global i64))
  (import "env" "t" (table 3 9 funcref))
  (import "env" "m" (memory 1 2))
  (global $own (mut i64) (i64.const 7))
  (func $f (param f64 v128) (result i32 i64) (i32.const 1) (i64.const 2))
  (func (export "a"))
  (export "b" (func $f)) (export "c" (func $log)) (export "d" (global $own)) (export "e" (memory 0))
  (data (i32.const 0) "hello"))`);

const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const custom = (name: string, data: string): Uint8Array =>
  makeSection(0, Buffer.concat([encodeName(name), Buffer.from(data)])).raw;

describe('a number in LEB128', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), (value) => {
        const reader = new BinaryReader(encodeUnsigned(value));
        expect(reader.unsigned()).toBe(value);
        expect(reader.isDone).toBe(true);
      }),
    );
  });

  it('may be padded to five bytes, as linkers write it', () => {
    expect(new BinaryReader(Uint8Array.of(0x83, 0x80, 0x80, 0x80, 0x00)).unsigned()).toBe(3);
  });

  it.each([
    ['six bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0x00]],
    ['33 bits', [0xff, 0xff, 0xff, 0xff, 0x1f]],
    ['no end', [0x80]],
  ])('is refused with %s', (_what, bytes) => {
    expect(() => new BinaryReader(Uint8Array.from(bytes)).unsigned()).toThrow(LinkError);
  });
});

describe('the sections of a module', () => {
  it('come out byte for byte when untouched, custom ones and padded sizes too', () => {
    const padded = Uint8Array.of(5, 0x83, 0x80, 0x80, 0x80, 0x00, 1, 0, 1);
    const module = Buffer.concat([
      Uint8Array.from(HEADER),
      custom('first', 'x'),
      padded,
      custom('name', 'names'),
      custom('name', 'again'),
    ]);
    const sections = splitSections(module);
    expect(sections.map(({ id }) => id)).toEqual([0, 5, 0, 0]);
    expect(Buffer.from(joinSections(sections))).toEqual(module);
    expect(Buffer.from(joinSections(splitSections(SAMPLE)))).toEqual(Buffer.from(SAMPLE));
  });

  it('show imports and exports with their signatures', () => {
    const { imports, exports, hasMemory } = readInterface(splitSections(SAMPLE));
    const byName = new Map(imports.map((entry) => [entry.name, entry]));
    expect([...byName].map(([name, { kind }]) => `${kind} ${name}`).sort()).toEqual([
      'function proxy_log',
      'global g',
      'memory m',
      'table t',
    ]);
    expect(byName.get('proxy_log')!.signature).toEqual({ params: ['i32', 'i32', 'i32'], results: ['i32'] });
    expect(exports.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'function a',
      'function b',
      'function c',
      'global d',
      'memory e',
    ]);
    expect(exports[1]!.signature).toEqual({ params: ['f64', 'v128'], results: ['i32', 'i64'] });
    expect(exports[2]!.signature).toEqual(byName.get('proxy_log')!.signature);
    expect(hasMemory).toBe(true);
  });

  it('take renamed imports and exports and leave the rest alone', () => {
    const sections = splitSections(SAMPLE);
    const { imports, exports } = readInterface(sections);
    const long = 'x'.repeat(300);
    const renamed = replaceSection(
      replaceSection(sections, importSection(imports.map((entry) => ({ ...entry, module: 'shim' })))),
      exportSection(exports.map((entry) => ({ ...entry, name: `${entry.name}${long}` }))),
    );
    const again = splitSections(Uint8Array.from(joinSections(renamed)));
    const after = readInterface(again);
    expect(after.imports).toEqual(imports.map((entry) => ({ ...entry, module: 'shim' })));
    expect(after.exports.map(({ name }) => name)).toEqual(exports.map(({ name }) => `${name}${long}`));
    const others = (list: typeof again): Uint8Array[] =>
      list.filter(({ id }) => id !== 2 && id !== 7).map(({ raw }) => raw);
    expect(others(again)).toEqual(others(sections));
  });

  it('are refused as a LinkError wherever the module is cut, or are whole sections', () => {
    for (let size = 0; size < SAMPLE.length; size++) {
      try {
        const sections = splitSections(SAMPLE.subarray(0, size));
        expect(joinSections(sections)).toHaveLength(size);
        readInterface(sections);
      } catch (error) {
        expect(error).toBeInstanceOf(LinkError);
      }
    }
  });

  it('are refused as a LinkError, and never otherwise, when bytes are garbled', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(SAMPLE.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        (edits) => {
          const garbled = Uint8Array.from(SAMPLE);
          for (const [at, byte] of edits) garbled[at] = byte;
          try {
            readInterface(splitSections(garbled));
          } catch (error) {
            if (!(error instanceof LinkError)) throw error;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['nothing', [], 'header of wasm version 1'],
    ['text', [...Buffer.from('(module)')], 'header of wasm version 1'],
    ['a component', [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00], 'a wasm component'],
    ['a section longer than the file', [...HEADER, 1, 100, 0], 'truncated'],
    ['two import sections', [...HEADER, 2, 1, 0, 2, 1, 0], 'second section 2'],
    ['bytes behind the last import', [...HEADER, 2, 2, 0, 0], '1 bytes too many in section 2'],
    ['a name that is not UTF-8', [...HEADER, 2, 8, 1, 1, 0xff, 1, 0x61, 3, 0x7f, 0], 'not UTF-8'],
    [
      'an export of a function that is not there',
      [...HEADER, 7, 5, 1, 1, 0x61, 0, 9],
      'function index 9 of 0',
    ],
    ['an import of an unknown kind', [...HEADER, 2, 7, 1, 1, 0x61, 1, 0x61, 9, 0], 'unknown kind 9'],
    ['a struct type', [...HEADER, 1, 3, 1, 0x5f, 0], 'wasm feature not known'],
  ])('are refused with %s', (_what, bytes, message) => {
    expect(() => readInterface(splitSections(Uint8Array.from(bytes)))).toThrow(message);
  });
});
