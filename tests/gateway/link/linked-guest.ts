import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { linkModule } from '../../../gateway/link/link.ts';
import { assemble, withOneMemory } from './wat.ts';

/** For a test or hook that links: a merge takes half a second, several on a busy machine. */
export const LINK_TIMEOUT_MS = 60_000;

interface LinkedForNode {
  wasm: Uint8Array<ArrayBuffer>;
  stubbed: string[];
}

/** A module behind the shim, as bytes Node can instantiate. Links anew at each call. */
export async function linkForNode(module: Uint8Array): Promise<LinkedForNode> {
  const cacheDirectory = await mkdtemp(path.join(tmpdir(), 'link-test-'));
  try {
    const linked = await linkModule(module, { cacheDirectory });
    return { wasm: withOneMemory(await readFile(linked.path)), stubbed: linked.stubbed };
  } finally {
    await rm(cacheDirectory, { recursive: true });
  }
}

/** The module of guest.wat behind the shim. */
export async function linkGuest(): Promise<Uint8Array<ArrayBuffer>> {
  const text = await readFile(new URL('guest.wat', import.meta.url), 'utf8');
  return (await linkForNode(assemble(text))).wasm;
}
