import { FOLDERS, decodeResource } from './decode.ts';
import type { Folder } from './decode.ts';
import type { ResourceFile } from './directory.ts';
import type { Resource, Resources } from './kinds.ts';
import type { Problem } from './problem.ts';

/** Answers undefined for a file that vanished. */
type Read = (path: string) => Promise<string | undefined>;

interface Entry {
  folder: Folder;
  name: string;
  signature: string;
  /** The last version that could be decoded; undefined while there was none. */
  good: Resource | undefined;
  problems: Problem[];
  unused: Problem[];
}

/** What DIR says, file by file. A bad edit leaves the last good version of that file in place. */
export class ResourceStore {
  readonly #entries = new Map<string, Entry>();

  /**
   * Brings the store up to date with a listing of DIR; `read` is asked only for files whose signature is new.
   * Answers whether anything changed.
   */
  async update(files: ResourceFile[], read: Read): Promise<boolean> {
    let hasChanged = false;
    const listed = new Set(files.map(({ path }) => path));
    const closed = files.filter(({ fault }) => fault !== undefined).map(({ path }) => path);
    for (const path of [...this.#entries.keys()]) {
      // Nobody knows what became of a file in a folder that can't be opened any more.
      const isHidden = closed.some((folder) => path.startsWith(`${folder}/`));
      if (!listed.has(path) && !isHidden) hasChanged = this.#entries.delete(path) || hasChanged;
    }
    for (const file of files) {
      const known = this.#entries.get(file.path);
      if (known?.signature === file.signature) continue;
      const entry = await readEntry(file, read, known);
      if (entry === undefined) continue;
      this.#entries.set(file.path, entry);
      hasChanged = true;
    }
    return hasChanged;
  }

  get problems(): Problem[] {
    return this.#sorted().flatMap(([, entry]) => entry.problems);
  }

  /** Fields that are set and change nothing. */
  get unused(): Problem[] {
    return this.#sorted().flatMap(([, entry]) => entry.unused);
  }

  get resources(): Resources {
    const lists: Record<keyof Resources, Map<string, Resource>> = {
      mcpBridges: new Map(),
      ingresses: new Map(),
      wasmPlugins: new Map(),
      configMaps: new Map(),
      secrets: new Map(),
      services: new Map(),
      endpoints: new Map(),
    };
    // The name is the file's, so two files of one name in different subfolders are one object; the last one counts.
    for (const [, { folder, name, good }] of this.#sorted()) {
      if (good !== undefined) lists[FOLDERS[folder].list].set(name, good);
    }
    const byName = Object.entries(lists).map(([list, items]) => [
      list,
      [...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    ]);
    return Object.fromEntries(byName) as Resources;
  }

  #sorted(): [string, Entry][] {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

async function readEntry(
  file: ResourceFile,
  read: Read,
  known: Entry | undefined,
): Promise<Entry | undefined> {
  const { folder, name, signature } = file;
  const entry = { folder, name, signature };
  const explain = (problem: Problem) =>
    known?.good === undefined
      ? problem
      : { ...problem, message: `${problem.message} (the last good version keeps serving)` };
  try {
    if (file.fault !== undefined) throw new Error(file.fault);
    const text = await read(file.path);
    if (text === undefined) return undefined;
    const { resource, problems, unused } = decodeResource(folder, name, file.shown, text);
    return { ...entry, good: resource ?? known?.good, problems: problems.map(explain), unused };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const problems = [explain({ file: file.shown, line: 1, field: '', message })];
    return { ...entry, good: known?.good, problems, unused: [] };
  }
}
