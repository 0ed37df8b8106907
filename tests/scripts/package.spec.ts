import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileIn } from '../../scripts/compile-example.ts';
import { readSourceFiles } from '../../scripts/layers/source-file.ts';
import { installLibrary, packLibrary } from '../../scripts/package.ts';

const CHECKOUT = join(import.meta.dirname, '../..');
const PATIENCE_MS = 120_000;

describe('the library as a package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  const installed = join(folder, 'node_modules/higress-redis');

  beforeAll(async () => {
    await installLibrary(folder, await packLibrary(folder));
  }, PATIENCE_MS);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has its licence, its pages and no part of the plugin', () => {
    const files = ['LICENSE', 'README.md', 'docs/first-redis-plugin.md', 'assembly/redis/index.ts'];
    for (const file of files) expect(existsSync(join(installed, file)), file).toBe(true);
    const others = [
      'assembly/index.ts',
      'assembly/plugin',
      'assembly/redis/scripts',
      'gateway',
      'node_modules',
    ];
    for (const file of others) expect(existsSync(join(installed, file)), file).toBe(false);
  });

  it('brings no dependencies, and runs nothing when it is installed', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as object;
    expect(manifest).not.toHaveProperty('dependencies');
    const { scripts } = manifest as { scripts: object };
    for (const step of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(scripts).not.toHaveProperty(step);
  });

  it('holds every file that one of its files imports', () => {
    const inPackage = (path: string) => existsSync(join(installed, path));
    const missing = readSourceFiles(CHECKOUT)
      .filter(({ path }) => path.startsWith('assembly/') && inPackage(path))
      .flatMap(({ path, imports }) =>
        imports.filter((file) => !inPackage(file)).map((file) => `${path}: ${file}`),
      );
    expect(missing).toEqual([]);
  });

  it('is all that the example needs, beside the compiler', { timeout: PATIENCE_MS }, async () => {
    cpSync(join(CHECKOUT, 'examples/visit-counter'), folder, { recursive: true });
    await compileIn(folder, join(folder, 'node_modules/assemblyscript/bin/asc.js'));
    const module = await WebAssembly.compile(readFileSync(join(folder, 'build/visit-counter.wasm')));
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toContain(
      'proxy_on_redis_call_response',
    );
  });
});

/** A file and all it imports, directly or around corners. */
function withImports(entry: string): string[] {
  const imports = new Map(readSourceFiles(CHECKOUT).map((file) => [file.path, file.imports]));
  const found = new Set([entry]);
  for (const file of found) for (const target of imports.get(file) ?? []) found.add(target);
  return [...found];
}

it('the plugin carries neither the typed commands nor the barrel', () => {
  const files = withImports('assembly/index.ts');
  expect(files).toContain('assembly/redis/client.ts');
  const forbidden = /^assembly\/redis\/(index|sdk|open-command|commands\/.*)\.ts$/;
  expect(files.filter((file) => forbidden.test(file))).toEqual([]);
});

it.each(['index', 'sdk'])('a plugin with a malloc of its own gets no arena with redis/%s', (entry) => {
  const files = withImports(`assembly/redis/${entry}.ts`);
  expect(files).toContain('assembly/host/log.ts');
  expect(files).not.toContain('assembly/host/arena.ts');
});
