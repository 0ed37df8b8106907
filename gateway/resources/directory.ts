import { readFile, readdir, realpath, stat } from 'node:fs/promises';
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
  /** Why it can't be read at all: a name that no object can have, or a folder that can't be opened. */
  fault?: string;
}

// A name becomes that of a filter, of metrics and of files with some thirty characters more around it; a file's
// name has room for 255. Kubernetes knows neither capitals nor "_", but who has no cluster may name files so.
const LONGEST_NAME = 220;
const OBJECT_NAME = /^[a-z0-9][a-z0-9._-]*$/i;

const isGone = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * What tells two states of a file apart without reading it; empty when there is no such file. What keeps it from being
 * looked at is a state too: whoever reads it will hear why.
 */
export async function fileSignature(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return `${mtimeMs}/${ctimeMs}/${size}/${ino}`;
  } catch (error) {
    return isGone(error) ? '' : `unreadable: ${describe(error)}`;
  }
}

/**
 * Every `*.yaml` below the folders of DIR, sorted by path. Missing folders are fine, `.yml` does not count. A folder that
 * can't be opened stands in the list itself.
 */
export async function listDirectory(directory: string): Promise<ResourceFile[]> {
  const folders = Object.keys(FOLDERS) as Folder[];
  const lists = await Promise.all(folders.map((folder) => listFolder(directory, folder)));
  return lists.flat();
}

async function listFolder(directory: string, folder: Folder): Promise<ResourceFile[]> {
  const { files, closed } = await findFiles(join(directory, folder));
  const entry = (path: string, name: string, signature: string, fault?: string): ResourceFile => {
    const shown = relative(directory, path);
    return { folder, path, shown, name, signature, ...(fault !== undefined && { fault }) };
  };
  const listed = files
    .filter((path) => path.endsWith('.yaml'))
    .map(async (path) => {
      const signature = await fileSignature(path);
      const name = basename(path, '.yaml');
      return signature === '' ? [] : [entry(path, name, signature, faultOfName(name))];
    });
  const unopened = closed.map(({ path, error }) => entry(path, basename(path), error, error));
  return [...(await Promise.all(listed)).flat(), ...unopened].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function faultOfName(name: string): string | undefined {
  if (OBJECT_NAME.test(name) && name.length <= LONGEST_NAME) return undefined;
  return `the name of a file is that of its object: letters, digits, "-", "_" and ".", up to ${LONGEST_NAME} of them`;
}

interface Found {
  files: string[];
  closed: { path: string; error: string }[];
}

/**
 * All files below a folder, by way of links to folders too, and the folders that can't be opened. `above` are the
 * folders on the way here; a link back to one of them leads to nothing new.
 */
async function findFiles(path: string, above: readonly string[] = []): Promise<Found> {
  try {
    const real = await realpath(path);
    if (above.includes(real)) return { files: [], closed: [] };
    const entries = await readdir(path, { withFileTypes: true });
    const found = await Promise.all(
      entries.map(async (entry): Promise<Found> => {
        const inner = join(path, entry.name);
        const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await isDirectory(inner)));
        if (!isFolder) return { files: [inner], closed: [] };
        const below = await findFiles(inner, [...above, real]);
        // One that is named like a file is told to be none when it is read.
        return entry.name.endsWith('.yaml') ? { ...below, files: [inner, ...below.files] } : below;
      }),
    );
    return { files: found.flatMap(({ files }) => files), closed: found.flatMap(({ closed }) => closed) };
  } catch (error) {
    if (isGone(error)) return { files: [], closed: [] };
    return { files: [], closed: [{ path, error: describe(error) }] };
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** What lies in DIR without being read, each in a sentence. */
export async function listIgnored(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const sentences = await Promise.all(folders.sort().map((folder) => ignoredIn(directory, folder)));
  return sentences.flat();
}

async function ignoredIn(directory: string, folder: string): Promise<string[]> {
  const { files } = await findFiles(join(directory, folder));
  if (folder in FOLDERS) {
    const misnamed = files.filter((file) => file.endsWith('.yml')).sort();
    return misnamed.map(
      (file) => `${relative(directory, file)}: is ignored, as on Higress: the name must end in .yaml`,
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
