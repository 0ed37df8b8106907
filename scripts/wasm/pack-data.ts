import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeSection, replaceSection, splitSections, type Section } from '../../gateway/link/sections.ts';
import { mustRun } from '../process/run.mjs';
import { compress } from './compress.ts';
import { runFirst } from './first-call.ts';
import { type MemoryImage, readMemoryImage, writeMemoryImage } from './memory-image.ts';
import { Id, readVector, sectionBody, sizedEntry } from './section-bodies.ts';

/** The compiler aligns static objects to it, and the heap behind them. */
const ALIGNMENT = 16;
const DECODER = new URL('unpack.wat', import.meta.url);
const OPTIMIZER = fileURLToPath(new URL('../../node_modules/binaryen/bin/wasm-opt', import.meta.url));

/**
 * The same module with its static data packed: one segment where the heap will begin, and a function that
 * `_initialize` calls first, which puts the data into its place and leaves zeros behind.
 * @param sections from the compiler: active segments, an exported `_initialize`, no start section
 */
export async function packData(sections: readonly Section[]): Promise<Section[]> {
  const image = evenSized(readMemoryImage(sectionBody(sections, Id.data)));
  const packed = { at: align(image.at + image.bytes.length), bytes: compress(image.bytes) };
  const unpack = { name: 'unpack', code: await compileDecoder(packed, image) };
  // Segments are counted ahead only for instructions that name one.
  const kept = sections.filter(({ id }) => id !== Id.dataCount);
  const packedSections = replaceSection(kept, makeSection(Id.data, writeMemoryImage(packed)));
  return runFirst(packedSections, '_initialize', unpack);
}

function evenSized({ at, bytes }: MemoryImage): MemoryImage {
  return { at, bytes: bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Uint8Array.of(0)]) };
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

/** The decoder's entry of a code section. */
async function compileDecoder(packed: MemoryImage, image: MemoryImage): Promise<Uint8Array> {
  const constants = {
    packed: packed.at,
    packed_end: packed.at + packed.bytes.length,
    image: image.at,
    image_end: image.at + image.bytes.length,
  };
  const globals = Object.entries(constants).map(
    ([name, value]) => `(global $${name} i32 (i32.const ${value}))`,
  );
  const text = readFileSync(DECODER, 'utf8').replace('(module', `(module ${globals.join(' ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'decoder-'));
  try {
    const [source, output] = [join(folder, 'unpack.wat'), join(folder, 'unpack.wasm')];
    writeFileSync(source, text);
    // Also turns the globals into constants; the plugin has no such globals. A process of its own, because loading
    // binaryen under the TypeScript loader takes three times as long.
    await mustRun(process.execPath, [OPTIMIZER, '-Oz', '--enable-bulk-memory', source, '-o', output]);
    const [entry] = readVector(sectionBody(splitSections(readFileSync(output)), Id.code), sizedEntry);
    return entry!;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
