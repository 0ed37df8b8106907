import { BinaryReader, encodeUnsigned } from '../../gateway/link/leb128.ts';
import { readInterface } from '../../gateway/link/module-interface.ts';
import { makeSection, type Section } from '../../gateway/link/sections.ts';
import { readFunctionNames, replaceNames } from './name-section.ts';
import { Id, joinVector, readVector, sectionBody, sizedEntry, withSize } from './section-bodies.ts';

const CALL = 0x10;

/** `code` is its entry of the code section. It takes and returns what its caller does: nothing. */
export type AddedFunction = { name: string; code: Uint8Array };

/**
 * Adds a function and has an exported one call it before anything else. No other number of a function changes.
 * @throws {RangeError} if the module exports no such function
 */
export function runFirst(sections: readonly Section[], exportName: string, added: AddedFunction): Section[] {
  const { imports, exports } = readInterface(sections);
  const exported = exports.find(({ name, kind }) => name === exportName && kind === 'function');
  if (exported === undefined) throw new RangeError(`the module exports no function ${exportName}`);
  // A descriptor is the kind, then the number; imported functions are numbered first.
  const imported = imports.filter(({ kind }) => kind === 'function').length;
  const caller = new BinaryReader(exported.descriptor, 1).unsigned() - imported;

  const types = readVector(sectionBody(sections, Id.function), (reader) => reader.unsigned());
  const codes = readVector(sectionBody(sections, Id.code), sizedEntry);
  const number = imported + codes.length;
  const call = Buffer.concat([Uint8Array.of(CALL), encodeUnsigned(number)]);
  codes[caller] = insertAtStart(codes[caller]!, call);
  const bodies = new Map([
    [Id.function as number, joinVector([...types, types[caller]!].map(encodeUnsigned))],
    [Id.code, joinVector([...codes, added.code].map(withSize))],
  ]);
  const names = readFunctionNames(sections).set(number, added.name);
  return replaceNames(sections, names).map((section) => {
    const body = bodies.get(section.id);
    return body === undefined ? section : makeSection(section.id, body);
  });
}

/** Behind the declarations of locals, each a count and a type of one byte. */
function insertAtStart(code: Uint8Array, instructions: Uint8Array): Uint8Array {
  const reader = new BinaryReader(code);
  for (let left = reader.unsigned(); left > 0; left--) {
    reader.unsigned();
    reader.byte();
  }
  return Buffer.concat([code.subarray(0, reader.at), instructions, code.subarray(reader.at)]);
}
