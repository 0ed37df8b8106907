import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { FOLDERS } from './decode.ts';
import type { Folder } from './decode.ts';

export interface ResourceFile {
  folder: Folder;
  path: string;
  /** Relative to DIR, for messages. */
  shown: string;
  name: string;
  signature: string;
}

const isGone = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** What tells two states of a file apart without reading it; empty when there is no such file. */
export async function fileSignature(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return `${mtimeMs}/${ctimeMs}/${size}/${ino}`;
  } catch (error) {
    if (isGone(error)) return '';
    throw error;
  }
}

/** Every `*.yaml` below the folders of DIR, sorted by path. Missing folders are fine, `.yml` does not count. */
export async function listDirectory(directory: string): Promise<ResourceFile[]> {
  const folders = Object.keys(FOLDERS) as Folder[];
  const lists = await Promise.all(folders.map((folder) => listFolder(directory, folder)));
  return lists.flat();
}

async function listFolder(directory: string, folder: Folder): Promise<ResourceFile[]> {
  const top = join(directory, folder);
  const entries = await readdir(top, { recursive: true }).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });
  const files: ResourceFile[] = [];
  for (const entry of entries.filter((path) => path.endsWith('.yaml')).sort()) {
    const path = join(top, entry);
    // Reading it will fail too, and that is a problem of this file alone.
    const signature = await fileSignature(path).catch((error: unknown) => `unreadable: ${String(error)}`);
    if (signature === '') continue;
    files.push({ folder, path, shown: relative(directory, path), name: basename(path, '.yaml'), signature });
  }
  return files;
}

/** What lies in DIR without being read, each in a sentence. */
export async function listIgnored(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const sentences = await Promise.all(folders.sort().map((folder) => ignoredIn(directory, folder)));
  return sentences.flat();
}

async function ignoredIn(directory: string, folder: string): Promise<string[]> {
  const files = await readdir(join(directory, folder), { recursive: true }).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });
  if (folder in FOLDERS) {
    const misnamed = files.filter((file) => file.endsWith('.yml')).sort();
    return misnamed.map(
      (file) => `${join(folder, file)}: is ignored, as on Higress: the name must end in .yaml`,
    );
  }
  const count = files.filter((file) => file.endsWith('.yaml')).length;
  return count === 0
    ? []
    : [`${folder}/: this kind of resource is ignored by the local gateway (${count} files)`];
}

/** The text of a file, or undefined when it vanished since it was listed. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
