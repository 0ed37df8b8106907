import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { FOLDER_ORDER } from './rules.ts';

/** A file of code; paths are relative to the checkout. `imports` holds only files of the checkout. */
export type SourceFile = { path: string; text: string; imports: readonly string[] };

/** By which the examples name the checkout. */
const PACKAGE = 'higress-redis/';
const CODE = /\.(ts|mts|mjs|js|lua)$/;
const GENERATED = ['assembly/redis/scripts/embedded.ts'];

/** Every file of code below the folders that hold code. */
export function readSourceFiles(checkout: string): SourceFile[] {
  const paths = FOLDER_ORDER.filter((folder) => existsSync(join(checkout, folder))).flatMap((folder) =>
    readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    ),
  );
  const code = paths.filter(
    (path) => CODE.test(path) && !GENERATED.includes(path) && !path.includes('node_modules'),
  );
  return sourceFiles(new Map(code.map((path) => [path, readFileSync(join(checkout, path), 'utf8')])));
}

/** The same for files that are given as texts by path. */
export function sourceFiles(texts: ReadonlyMap<string, string>): SourceFile[] {
  return [...texts].map(([path, text]) => ({ path, text, imports: importsOf(path, text, texts) }));
}

function importsOf(path: string, text: string, known: ReadonlyMap<string, string>): string[] {
  if (path.endsWith('.lua')) return [];
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.') || fileName.startsWith(PACKAGE))
    .map(({ fileName }) =>
      fileName.startsWith('.') ? join(dirname(path), fileName) : fileName.slice(PACKAGE.length),
    )
    .map((target) => [target, `${target}.ts`, `${target}/index.ts`].find((file) => known.has(file)))
    .filter((file) => file !== undefined);
}
