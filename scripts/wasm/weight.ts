import { BinaryReader } from '../../gateway/link/leb128.ts';
import { splitSections } from '../../gateway/link/sections.ts';
import { readInterface } from '../../gateway/link/module-interface.ts';
import { readFunctionNames } from './name-section.ts';
import { Id, readVector, sizedEntry } from './section-bodies.ts';

/** How many bytes of a module one part takes. */
export type Weight = { name: string; bytes: number };

const SECTION_NAMES = [
  'custom',
  'type',
  'import',
  'function',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'element',
  'code',
  'data',
  'data count',
];

/** The sections in file order; a custom one is called `custom:` and its own name. @throws {LinkError} for what is no module */
export function sectionWeights(module: Uint8Array): Weight[] {
  return splitSections(module).map(({ id, body, raw }) => ({
    name:
      id === Id.custom ? `custom:${new BinaryReader(body).name()}` : (SECTION_NAMES[id] ?? `unknown ${id}`),
    bytes: raw.length,
  }));
}

/** The functions, heaviest first, by the names of the name section or else by their numbers. */
export function functionWeights(module: Uint8Array): Weight[] {
  const sections = splitSections(module);
  const code = sections.find(({ id }) => id === Id.code);
  if (code === undefined) return [];
  const names = readFunctionNames(sections);
  const imported = readInterface(sections).imports.filter(({ kind }) => kind === 'function').length;
  const weights = readVector(code.body, sizedEntry).map((entry, index) => {
    const name = names.get(imported + index) ?? `function ${imported + index}`;
    return { name, bytes: entry.length };
  });
  return weights.sort((a, b) => b.bytes - a.bytes);
}
