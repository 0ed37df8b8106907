import { basename } from 'node:path/posix';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { folderCycles } from './layers/cycles.ts';
import { folderFaults } from './layers/folders.ts';
import { EMPTY_NAMES, HOST_LAYER, LONGEST_FILE_LINES, MAY_IMPORT, PACKAGE_OFFERS } from './layers/rules.ts';
import { readSourceFiles, type SourceFile } from './layers/source-file.ts';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
const TABLE = 'scripts/layers/rules.ts';
const DECLARES_HOSTCALL = /^\s*(@external\b|(export\s+)?declare\s+function\b)/m;

/** Everything that breaks the rules of the layout, one sentence each. */
export function layoutFaults(files: readonly SourceFile[]): string[] {
  return [
    ...files.flatMap(importFaults),
    ...files.flatMap(exampleFaults),
    ...files.flatMap(hostcallFaults),
    ...files.flatMap(nameFaults),
    ...files.flatMap(lengthFaults),
    ...folderCycles(files).map((folders) => `these folders import each other: ${folders.join(', ')}`),
  ];
}

/** Lines of the table that nothing in the whole checkout needs. */
export function unusedAllowances(files: readonly SourceFile[]): string[] {
  const layers = new Set(files.map(({ path }) => layerOf(path)));
  const used = new Set(
    files.flatMap(({ path, imports }) => imports.map((target) => `${layerOf(path)} ${layerOf(target)}`)),
  );
  return Object.entries(MAY_IMPORT).flatMap(([layer, below]) => {
    if (!layers.has(layer)) return [`${TABLE}: there is no assembly/${layer}`];
    return below
      .filter((other) => !used.has(`${layer} ${other}`))
      .map((other) => `${TABLE}: ${layer} does not import ${other}`);
  });
}

function importFaults({ path, imports }: SourceFile): string[] {
  const layer = layerOf(path);
  if (layer === undefined) return [];
  const allowed = MAY_IMPORT[layer];
  if (allowed === undefined) {
    return [`${path}: assembly/${layer} is not in the table of layers (${TABLE})`];
  }
  return imports.flatMap((target) => {
    const other = layerOf(target);
    if (other === undefined) return [`${path}: imports ${target}, outside assembly/`];
    if (other === layer || allowed.includes(other)) return [];
    return [`${path}: ${layer} may not import ${other} (${target})`];
  });
}

function exampleFaults({ path, imports }: SourceFile): string[] {
  const [root, example] = path.split('/');
  if (root !== 'examples') return [];
  return imports
    .filter((target) => !target.startsWith(`examples/${example}/`))
    .filter((target) => !PACKAGE_OFFERS.some((offer) => target.startsWith(offer)))
    .map((target) => `${path}: ${target} is not for plugins of others (PACKAGE_OFFERS in ${TABLE})`);
}

function hostcallFaults({ path, text }: SourceFile): string[] {
  const layer = layerOf(path);
  const mayNot = path.startsWith('examples/') || (layer !== undefined && layer !== HOST_LAYER);
  if (!mayNot || !DECLARES_HOSTCALL.test(text)) return [];
  return [`${path}: only assembly/${HOST_LAYER}/ may declare a hostcall`];
}

function nameFaults({ path }: SourceFile): string[] {
  const words = path.replace(/\.\w+$/, '').split(/[/.-]/);
  const empty = words.find((word) => EMPTY_NAMES.includes(word));
  return empty === undefined ? [] : [`${path}: "${empty}" does not say what is inside`];
}

function lengthFaults({ path, text }: SourceFile): string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > LONGEST_FILE_LINES
    ? [`${path}: ${lines} lines, ${LONGEST_FILE_LINES} are the most: split by idea`]
    : [];
}

/** `redis` of assembly/redis/x/y.ts, `index` of assembly/index.ts; undefined outside assembly/. */
function layerOf(path: string): string | undefined {
  const [root, layer, ...rest] = path.split('/');
  if (root !== 'assembly' || layer === undefined) return undefined;
  return rest.length === 0 ? basename(layer, '.ts') : layer;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = readSourceFiles(CHECKOUT);
  const faults = [...layoutFaults(files), ...unusedAllowances(files), ...folderFaults(files)];
  for (const fault of faults) console.error(fault);
  console.log(`${files.length} files, ${faults.length} faults of layout`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
