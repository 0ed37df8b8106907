import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../../../scripts/provision/cache-folder.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const assemblyScript = ['env.ts', 'script.ts', 'verbs.ts', 'probe.ts'];

/** The probe as wasm; compiled once for each version of its sources. */
export function compileProbe(): Promise<Uint8Array> {
  return compiled('probe.ts', assemblyScript);
}

/** The probe that can inject as well, which loads on newer gateways only. */
export function compileInjectingProbe(): Promise<Uint8Array> {
  return compiled('injecting-probe.ts', [...assemblyScript, 'injecting-probe.ts']);
}

async function compiled(entry: string, files: readonly string[]): Promise<Uint8Array> {
  const sources = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  const hash = createHash('sha256').update(sources.join('\0')).digest('hex').slice(0, 16);
  const cache = join(cacheFolder(), 'probes');
  mkdirSync(cache, { recursive: true });
  if (!readdirSync(cache).includes(`${hash}.wasm`)) {
    const partial = join(cache, `${hash}.${process.pid}`);
    writeFileSync(partial, await compile(entry));
    // Test files run in parallel: the name appears only once the file is whole.
    renameSync(partial, join(cache, `${hash}.wasm`));
  }
  return readFileSync(join(cache, `${hash}.wasm`));
}

async function compile(entry: string): Promise<Uint8Array> {
  // Loading the compiler takes longer than running it, and is needed once.
  const { default: asc } = await import('assemblyscript/asc');
  let wasm: Uint8Array | undefined;
  const options = [entry, '--baseDir', folder, '--runtime', 'incremental', '--exportStart', '_initialize'];
  const { error, stderr } = await asc.main(
    [...options, '--use', 'abort=probe/abort', '-O1', '-o', 'probe.wasm'],
    {
      writeFile: (_name: string, contents: string | Uint8Array) => {
        if (typeof contents !== 'string') wasm = contents;
      },
    },
  );
  if (error !== null || wasm === undefined)
    throw new Error(`the probe does not compile:\n${stderr.toString()}`);
  return wasm;
}
