import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embedScripts } from '../../../scripts/embed-scripts.ts';
import { cacheFolder } from '../../../scripts/provision/cache-folder.ts';
import { mustRun } from '../../../scripts/process/run.mjs';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const compiler = join(checkout, 'node_modules/assemblyscript/bin/asc.js');

/** What a probe may be made of, besides its own folder. */
const SOURCES = ['assembly', 'tests/unit/redis/commands'];
/** Quick to compile. */
const USUAL_OPTIMISATION = ['-O1'];

/** A module of `folder/entry.ts` and the plugin's own parts, compiled once for each version of their sources. */
export async function compiledProbe(folder: string, optimisation = USUAL_OPTIMISATION): Promise<Uint8Array> {
  embedScripts();
  const cache = join(cacheFolder(), 'probes');
  const file = join(cache, `${sourcesHash(folder, optimisation)}.wasm`);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    const partial = `${file}.${process.pid}`;
    await compile(folder, optimisation, relative(checkout, partial));
    // Test files run in parallel: the name appears only once the file is whole.
    renameSync(partial, file);
  }
  return readFileSync(file);
}

function sourcesHash(folder: string, optimisation: readonly string[]): string {
  const hash = createHash('sha256').update(optimisation.join(' '));
  for (const part of [...SOURCES, folder]) {
    const files = readdirSync(join(checkout, part), { recursive: true, encoding: 'utf8' }).sort();
    for (const name of files.filter((each) => each.endsWith('.ts'))) {
      hash.update(`${name}\0`).update(readFileSync(join(checkout, part, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function compile(folder: string, optimisation: readonly string[], outFile: string): Promise<unknown> {
  const options = [
    '--runtime',
    'minimal',
    '--exportStart',
    '_initialize',
    ...optimisation,
    '--outFile',
    outFile,
  ];
  const abort = ['--use', 'abort=assembly/host/abort/abort'];
  // Without the project's own asconfig.json, which has other entries.
  const own = ['--config', 'none'];
  const words = [compiler, `${folder}/entry.ts`, ...options, ...abort, ...own];
  return mustRun(process.execPath, words, { cwd: checkout });
}
