import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const underway = new Map<string, Promise<void>>();

/**
 * Makes sure that `file` holds what `produce` makes. The name must depend on everything the content depends on. Other
 * processes may do the same: the file appears whole or not at all, and who comes second replaces it by its equal.
 */
export async function cached(file: string, produce: () => Promise<Uint8Array>): Promise<void> {
  const running = underway.get(file);
  if (running !== undefined) return running;
  const work = fill(file, produce).finally(() => underway.delete(file));
  underway.set(file, work);
  return work;
}

async function fill(file: string, produce: () => Promise<Uint8Array>): Promise<void> {
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

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
