import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/dist/asc.js';
import { embedScripts } from '../../scripts/embed-scripts.ts';
import type { Defect } from './defect.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = 'assembly';
/** Those of the release module, but for the effort: defects survive any optimiser. */
const OPTIONS = [
  ...['assembly/index.ts', '--config', 'none', '--outFile', 'defective.wasm'],
  ...['--runtime', 'minimal', '--exportStart', '_initialize', '--initialMemory', '4', '-O1', '--debug'],
  ...['--use', 'abort=assembly/host/abort/abort'],
];

/** The source no longer is what the defect was written for. */
export class DefectDoesNotFit extends Error {
  override name = 'DefectDoesNotFit';
}

/**
 * The plugin with a defect, or as it is. Takes about a second: in this process the compiler is warm, and it reads the
 * changed file from us, so that nothing has to be copied.
 */
export async function compileWithDefect(defect?: Defect): Promise<Uint8Array> {
  embedScripts();
  let module: Uint8Array | undefined;
  let isPlanted = defect === undefined;
  const { error, stderr } = await asc.main(OPTIONS, {
    async readFile(name, folder) {
      const file = join(folder, name);
      const text = await readFile(join(CHECKOUT, file), 'utf8').catch(() => null);
      if (text === null || relative(SOURCES, file) !== defect?.file) return text;
      isPlanted = true;
      return plant(defect, text);
    },
    writeFile(_name, contents) {
      if (typeof contents !== 'string') module = contents;
    },
    listFiles: () => null,
  });
  if (error !== null)
    throw new Error(`${defect?.name}: ${error.message}\n${String(stderr)}`, { cause: error });
  if (!isPlanted) throw new DefectDoesNotFit(`${defect?.file} is not part of the plugin`);
  if (module === undefined) throw new Error('the compiler wrote no module');
  return module;
}

function plant({ name, file, find, replace }: Defect, text: string): string {
  const places = text.split(find).length - 1;
  if (places === 1) return text.replace(find, () => replace);
  const remedy = 'adapt `find` to the source';
  throw new DefectDoesNotFit(`${name}: ${file} has ${places} places with ${JSON.stringify(find)}; ${remedy}`);
}
