import { joinSections, splitSections } from '../../gateway/link/sections.ts';
import { readFunctionNames, replaceNames } from './name-section.ts';
import { packData } from './pack-data.ts';
import { startedMemory } from './started-memory.ts';
import { shortNames } from './short-names.ts';

/** The compiler's module without what it need not carry: it does the same, and its stack traces stay readable. */
export async function shrink(module: Uint8Array): Promise<Uint8Array> {
  const sections = await packData(splitSections(module));
  const small = joinSections(replaceNames(sections, shortNames(readFunctionNames(sections))));
  if (!Buffer.from(await startedMemory(small)).equals(await startedMemory(module))) {
    throw new Error(
      'the packed module starts with another memory than the compiled one: scripts/wasm is wrong',
    );
  }
  return small;
}
