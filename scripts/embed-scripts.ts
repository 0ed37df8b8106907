import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A Lua script as the plugin carries it. `sha1` is what EVALSHA names it by. */
export type EmbeddedScript = { name: string; source: string; sha1: string };

const SCRIPTS_FOLDER = fileURLToPath(new URL('../assembly/redis/scripts/', import.meta.url));
const EMBEDDED_FILE = 'embedded.ts';

/** A script that cannot be made smaller without risk of changing its meaning. */
export class UnsafeScript extends Error {
  override name = 'UnsafeScript';
}

/**
 * Drops whole-line comments, indentation and blank lines. Line breaks stay: Lua needs them between statements,
 * and an error of Redis names the line.
 */
export function compactLua(lua: string, file: string): string {
  const kept: string[] = [];
  for (const [index, line] of lua.split(/\r?\n/).entries()) {
    // Inside a long bracket, spaces and "--" are data: no line can be judged by itself any more.
    if (/\[=*\[/.test(line)) {
      throw new UnsafeScript(
        `${file}:${index + 1}: long brackets ([[ … ]]) are not supported, use "…" or -- lines`,
      );
    }
    const text = line.trim();
    if (text !== '' && !text.startsWith('--')) kept.push(text);
  }
  return kept.join('\n');
}

/** The scripts of a folder in the order of their names; `fixed-window.lua` is FIXED_WINDOW. */
export function readScripts(folder: string = SCRIPTS_FOLDER): EmbeddedScript[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.lua'));
  return files.sort().map((file) => {
    const source = compactLua(readFileSync(join(folder, file), 'utf8'), file);
    const name = basename(file, '.lua').replaceAll('-', '_').toUpperCase();
    return { name, source, sha1: createHash('sha1').update(source).digest('hex') };
  });
}

/** The AssemblyScript module that exports each script as NAME_SOURCE and NAME_SHA1. */
export function moduleOf(scripts: readonly EmbeddedScript[]): string {
  const declarations = scripts.map(
    ({ name, source, sha1 }) =>
      `export const ${name}_SOURCE: string = ${JSON.stringify(source)};\n` +
      `export const ${name}_SHA1: string = "${sha1}";\n`,
  );
  return ['// Made from the .lua files of this folder by scripts/embed-scripts.ts.\n', ...declarations].join(
    '',
  );
}

/** Brings the generated module up to date; an unchanged one keeps its time stamp. Safe to run twice at once. */
export function embedScripts(folder: string = SCRIPTS_FOLDER): EmbeddedScript[] {
  const scripts = readScripts(folder);
  const target = join(folder, EMBEDDED_FILE);
  const text = moduleOf(scripts);
  const isCurrent = readdirSync(folder).includes(EMBEDDED_FILE) && readFileSync(target, 'utf8') === text;
  if (!isCurrent) {
    const draft = `${target}.${process.pid}`;
    writeFileSync(draft, text);
    renameSync(draft, target);
  }
  return scripts;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const { name, source, sha1 } of embedScripts()) console.log(`${name} ${source.length} bytes ${sha1}`);
}
