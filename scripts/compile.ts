import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embedScripts } from './embed-scripts.ts';
import { mustRun } from './process/run.mjs';
import { shrink } from './wasm/shrink.ts';

/** A target of asconfig.json. */
export type Target = 'release' | 'debug';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
const COMPILER = join(CHECKOUT, 'node_modules/assemblyscript/bin/asc.js');
const BUILD_FOLDER = join(CHECKOUT, 'build');
const SOURCES = [
  { folder: 'assembly', suffix: '.ts' },
  { folder: 'scripts/wasm', suffix: '' },
];
const OTHER_INPUTS = [
  'asconfig.json',
  'package-lock.json',
  // What scripts/wasm works with.
  ...['leb128', 'link-error', 'module-interface', 'sections', 'signature'].map(
    (name) => `gateway/link/${name}.ts`,
  ),
  ...['owned', 'run'].map((name) => `scripts/process/${name}.mjs`),
];

export function moduleFile(target: Target): string {
  return join(BUILD_FOLDER, `${target}.wasm`);
}

/** Compiles the plugin and returns its file. The old module stays in place until the new one is whole. */
export async function compilePlugin(target: Target): Promise<string> {
  embedScripts();
  const inputs = inputsHash();
  const draft = join(BUILD_FOLDER, `.${target}-${randomUUID()}`);
  mkdirSync(draft, { recursive: true });
  try {
    const outFile = relative(CHECKOUT, join(draft, `${target}.wasm`));
    await mustRun(process.execPath, [COMPILER, '--target', target, '--outFile', outFile], { cwd: CHECKOUT });
    if (target === 'release') {
      const file = join(draft, 'release.wasm');
      writeFileSync(file, await shrink(readFileSync(file)));
    }
    for (const file of readdirSync(draft)) renameSync(join(draft, file), join(BUILD_FOLDER, file));
  } finally {
    rmSync(draft, { recursive: true });
  }
  writeFileSync(stampFile(target), inputs);
  return moduleFile(target);
}

/** True if the module was compiled from exactly what lies in the checkout now. */
export function isUpToDate(target: Target): boolean {
  if (!existsSync(moduleFile(target)) || !existsSync(stampFile(target))) return false;
  embedScripts();
  return readFileSync(stampFile(target), 'utf8') === inputsHash();
}

/** Type-checks the whole plugin as the compiler sees it, without writing a module. @throws {CommandFailed} */
export async function checkPlugin(): Promise<void> {
  embedScripts();
  await mustRun(process.execPath, [COMPILER, '--target', 'debug', '--noEmit'], { cwd: CHECKOUT });
}

function stampFile(target: Target): string {
  return join(BUILD_FOLDER, `.${target}.inputs`);
}

/** Every file the module depends on, relative to the checkout. */
export function inputFiles(): string[] {
  const sources = SOURCES.flatMap(({ folder, suffix }) =>
    readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(suffix))
      .map((file) => join(folder, file)),
  );
  return [...sources.sort(), ...OTHER_INPUTS];
}

function inputsHash(): string {
  const hash = createHash('sha256');
  for (const file of inputFiles()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(CHECKOUT, file)))
      .update('\0');
  }
  return hash.digest('hex');
}
