import { BinaryReader } from '../../gateway/link/leb128.ts';
import { type Section, SectionId, splitSections } from '../../gateway/link/sections.ts';
import { readInterface } from '../../gateway/link/module-interface.ts';

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
const CODE = SECTION_NAMES.indexOf('code');
const FUNCTION_NAMES = 1;

/** The sections in file order; a custom one is called `custom:` and its own name. @throws {LinkError} for what is no module */
export function sectionWeights(module: Uint8Array): Weight[] {
  return splitSections(module).map(({ id, body, raw }) => ({
    name:
      id === SectionId.custom
        ? `custom:${new BinaryReader(body).name()}`
        : (SECTION_NAMES[id] ?? `unknown ${id}`),
    bytes: raw.length,
  }));
}

/** The functions, heaviest first, by the names of the name section or else by their numbers. */
export function functionWeights(module: Uint8Array): Weight[] {
  const sections = splitSections(module);
  const code = sections.find(({ id }) => id === CODE);
  if (code === undefined) return [];
  const names = functionNames(sections);
  const imported = readInterface(sections).imports.filter(({ kind }) => kind === 'function').length;
  const reader = new BinaryReader(code.body);
  const weights = Array.from({ length: reader.unsigned() }, (_, index) => {
    const name = names.get(imported + index) ?? `function ${imported + index}`;
    return { name, bytes: reader.slice(reader.unsigned()).length };
  });
  return weights.sort((a, b) => b.bytes - a.bytes);
}

function functionNames(sections: readonly Section[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const { id, body } of sections) {
    const reader = new BinaryReader(body);
    if (id !== SectionId.custom || reader.name() !== 'name') continue;
    while (!reader.isDone) {
      const kind = reader.byte();
      const entries = new BinaryReader(reader.slice(reader.unsigned()));
      if (kind !== FUNCTION_NAMES) continue;
      for (let left = entries.unsigned(); left > 0; left--) names.set(entries.unsigned(), entries.name());
    }
  }
  return names;
}
