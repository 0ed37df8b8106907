import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inputFiles } from '../../scripts/compile.ts';
import { readSourceFiles } from '../../scripts/layers/source-file.ts';

const CHECKOUT = join(import.meta.dirname, '../..');

/** A file and all it imports, directly or around corners. */
function withImports(entry: string): string[] {
  const imports = new Map(readSourceFiles(CHECKOUT).map((file) => [file.path, file.imports]));
  const found = new Set([entry]);
  for (const file of found) for (const target of imports.get(file) ?? []) found.add(target);
  return [...found];
}

it('a module is stale once anything it is made with has changed', () => {
  const inputs = inputFiles();
  const makers = withImports('scripts/wasm/shrink.ts');
  expect(makers).toContain('gateway/link/leb128.ts');
  expect(makers.filter((file) => !inputs.includes(file))).toEqual([]);
  expect(inputs).toContain('assembly/index.ts');
});
