import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

const underway = new Map<string, Promise<void>>();
const used = new Set<string>();

/** The files of this process: Envoy reads them again whenever it is started again. */
export function usedFiles(): ReadonlySet<string> {
  return used;
}

/**
 * Makes sure that `file` holds what `produce` makes. The name must depend on everything the content depends on. Other
 * processes may do the same: the file appears whole or not at all, and who comes second replaces it by its equal.
 */
export async function cached(file: string, produce: () => Promise<Uint8Array>): Promise<void> {
  used.add(file);
  const running = underway.get(file);
  if (running !== undefined) return running;
  const work = fill(file, produce).finally(() => underway.delete(file));
  underway.set(file, work);
  return work;
}

async function fill(file: string, produce: () => Promise<Uint8Array>): Promise<void> {
  await touch(file);
  if (await exists(file)) return;
  const content = await produce();
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Notes that the file is in use. One that is not there or belongs to somebody else is no matter. */
export async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
