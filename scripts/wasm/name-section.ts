import { BinaryReader, encodeName, encodeUnsigned } from '../../gateway/link/leb128.ts';
import { makeSection, type Section } from '../../gateway/link/sections.ts';
import { Id, joinVector, readVector } from './section-bodies.ts';

const FUNCTION_NAMES = 1;

/** Names of functions by their numbers, as a stack trace shows them. */
export type FunctionNames = Map<number, string>;

export function isNameSection({ id, body }: Section): boolean {
  return id === Id.custom && new BinaryReader(body).name() === 'name';
}

/** No names if the module brings none. */
export function readFunctionNames(sections: readonly Section[]): FunctionNames {
  const section = sections.find(isNameSection);
  if (section === undefined) return new Map();
  const reader = new BinaryReader(section.body);
  reader.name();
  while (!reader.isDone) {
    const kind = reader.byte();
    const entries = reader.slice(reader.unsigned());
    if (kind === FUNCTION_NAMES)
      return new Map(readVector(entries, (entry) => [entry.unsigned(), entry.name()]));
  }
  return new Map();
}

/** The sections with these names alone, those of locals, globals and segments gone. */
export function replaceNames(sections: readonly Section[], names: FunctionNames): Section[] {
  const table = joinVector(
    [...names].map(([number, name]) => Buffer.concat([encodeUnsigned(number), encodeName(name)])),
  );
  const body = [encodeName('name'), Uint8Array.of(FUNCTION_NAMES), encodeUnsigned(table.length), table];
  const others = sections.filter((section) => !isNameSection(section));
  return [...others, makeSection(Id.custom, Buffer.concat(body))];
}
