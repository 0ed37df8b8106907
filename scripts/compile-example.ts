import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from './process/run.mjs';
import { cacheFolder } from './provision/cache-folder.ts';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
const COMPILER = join(CHECKOUT, 'node_modules/assemblyscript/bin/asc.js');
const EXAMPLES = join(CHECKOUT, 'examples');

/**
 * Compiles examples/`name` as its reader would, with this checkout as its package `higress-redis`, and returns the
 * module's file. `packages` are the folders of others, by name. The same sources are compiled once. @throws {CommandFailed}
 */
export async function compileExample(
  name: string,
  packages: Readonly<Record<string, string>> = {},
): Promise<string> {
  const all = { 'higress-redis': CHECKOUT, ...packages };
  const cache = join(cacheFolder(), 'examples');
  const file = join(cache, `${name}-${sourcesHash(name, all)}.wasm`);
  if (existsSync(file)) return file;
  const folder = join(cache, `.${randomUUID()}`);
  try {
    cpSync(join(EXAMPLES, name), folder, { recursive: true });
    for (const [title, target] of Object.entries(all)) linkPackage(folder, title, target);
    await compileIn(folder, COMPILER);
    renameSync(join(folder, `build/${name}.wasm`), file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return file;
}

/** Compiles what asconfig.json of `folder` says. @throws {CommandFailed} */
export async function compileIn(folder: string, compiler: string): Promise<void> {
  await mustRun(process.execPath, [compiler, '--target', 'release'], { cwd: folder });
}

/** Makes `target` the package `name` of the project in `folder`. */
export function linkPackage(folder: string, name: string, target: string): void {
  const link = join(folder, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, link, 'dir');
}

function sourcesHash(name: string, packages: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const folder of [
    join(EXAMPLES, name),
    ...Object.values(packages).map((path) => join(path, 'assembly')),
  ]) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    for (const file of files.filter((each) => /\.(ts|json)$/.test(each))) {
      hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
