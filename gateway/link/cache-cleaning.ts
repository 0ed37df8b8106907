import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { touch, usedFiles } from './cache.ts';

const DAY_MS = 86_400_000;
const UNUSED_MS = 7 * DAY_MS;
/** No module takes that long to be written. */
const ABANDONED_MS = DAY_MS;
const MADE_HERE = /^[0-9a-f]{64}(\.traced)?\.wasm(\.[0-9a-f-]+\.tmp)?$/;

/**
 * Cleans the cache now and once a day, with which its files in use stay younger than the limit. Ends with the process,
 * which it does not keep alive.
 */
export async function keepCacheClean(directory: string): Promise<void> {
  setInterval(() => void cleanCache(directory), DAY_MS).unref();
  await cleanCache(directory);
}

/** Removes what no gateway has used for a week, and what killed ones left half written. Never throws. */
export async function cleanCache(directory: string): Promise<void> {
  await Promise.all([...usedFiles()].map(touch));
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((candidate) => MADE_HERE.test(candidate))) {
    const limitMs = name.endsWith('.tmp') ? ABANDONED_MS : UNUSED_MS;
    // Others clean, too: what is gone is gone.
    await removeUnused(path.join(directory, name), limitMs).catch(() => undefined);
  }
}

/** Takes the file away and looks once more, since another gateway may have begun to use it in between. */
async function removeUnused(file: string, limitMs: number): Promise<void> {
  if (!(await isOlder(file, limitMs))) return;
  const taken = `${file.replace(/\.wasm.*$/, '.wasm')}.${randomUUID()}.tmp`;
  await rename(file, taken);
  if (await isOlder(taken, limitMs)) await rm(taken);
  // Whoever made it anew meanwhile made its equal.
  else await rename(taken, file);
}

async function isOlder(file: string, limitMs: number): Promise<boolean> {
  return Date.now() - (await stat(file)).mtimeMs > limitMs;
}
