import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkPackage } from './compile-example.ts';
import { outerPath } from './process/outer-path.mjs';
import { mustRun } from './process/run.mjs';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));

/** Packs the library of this checkout into `folder` and returns the tarball. @throws {CommandFailed} */
export async function packLibrary(folder: string): Promise<string> {
  const output = await npm(CHECKOUT, 'pack', '--pack-destination', folder);
  return join(folder, output.trim().split('\n').at(-1)!);
}

/** Makes `folder` a project that has the tarball, without a network, and the compiler of this checkout. @throws {CommandFailed} */
export async function installLibrary(folder: string, tarball: string): Promise<void> {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}');
  await npm(folder, 'install', '--offline', '--ignore-scripts', tarball);
  linkCompiler(folder);
}

/** Gives the project in `folder` the compiler of this checkout, as `npm install assemblyscript` would. */
export function linkCompiler(folder: string): void {
  const compiler = join(CHECKOUT, 'node_modules/assemblyscript');
  linkPackage(folder, 'assemblyscript', compiler);
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(join(compiler, 'bin/asc.js'), join(folder, 'node_modules/.bin/asc'));
}

function npm(folder: string, ...words: string[]): Promise<string> {
  const env = { PATH: outerPath(), npm_config_loglevel: 'error' };
  return mustRun('npm', words, { cwd: folder, env });
}
