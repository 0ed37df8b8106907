import type { FunctionNames } from './name-section.ts';

/**
 * `Parser#readPart` for assembly/text/regex/parser/Parser#readPart, which is enough to find it; names that would
 * then be the same stay as they are.
 */
export function shortNames(names: FunctionNames): FunctionNames {
  const uses = new Map<string, number>();
  for (const name of names.values()) uses.set(shortName(name), (uses.get(shortName(name)) ?? 0) + 1);
  return new Map(
    [...names].map(([number, name]) => [number, uses.get(shortName(name)) === 1 ? shortName(name) : name]),
  );
}

/** Without the paths of files, also of those in angle brackets: `Array<Counter>#push`. */
function shortName(name: string): string {
  return name.replace(/[\w~.-]+\//g, '');
}
