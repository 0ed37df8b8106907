import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { LinkError } from './link-error.ts';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/**
 * Named one by one: with all of them on, binaryen writes encodings of proposals that Envoy's engine has switched off.
 */
const FEATURES = [
  'multimemory',
  'bulk-memory',
  'bulk-memory-opt',
  'call-indirect-overlong',
  'exception-handling',
  'extended-const',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
  'simd',
  'tail-call',
];

const TIMEOUT_MS = 300_000;

/** Version of the tool that merges, a part of what a linked module depends on. */
export function mergerVersion(): string {
  return `${(require('binaryen/package.json') as { version: string }).version} ${FEATURES.join(' ')}`;
}

/** A module of the merge: its binary or text, and the name under which the others import from it. */
export interface MergeInput {
  readonly name: string;
  readonly source: Uint8Array | string;
}

/** Merges modules into one whose imports of each other are resolved; it keeps the exports of all. */
export async function mergeModules(inputs: readonly MergeInput[]): Promise<Uint8Array> {
  const directory = await mkdtemp(path.join(tmpdir(), 'wasm-merge-'));
  try {
    const sources: string[] = [];
    for (const { name, source } of inputs) {
      const file = path.join(directory, `${name}.${typeof source === 'string' ? 'wat' : 'wasm'}`);
      await writeFile(file, source);
      sources.push(file, name);
    }
    const output = path.join(directory, 'merged.wasm');
    const flags = ['-g', ...FEATURES.map((feature) => `--enable-${feature}`)];
    await runMerge([...flags, ...sources, '-o', output]);
    return await readFile(output);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runMerge(args: readonly string[]): Promise<void> {
  // The tool is a script for Node without a suffix; started directly it would depend on a `node` on PATH.
  const tool = path.join(path.dirname(require.resolve('binaryen/package.json')), 'bin', 'wasm-merge');
  try {
    await run(process.execPath, [tool, ...args], { timeout: TIMEOUT_MS });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const reason = (stderr?.trim() || message).split('\n').slice(0, 3).join(' ').slice(0, 400);
    throw new LinkError(
      'local',
      `wasm-merge refuses the module: ${reason}`,
      'build the plugin for plain wasm32',
    );
  }
}
