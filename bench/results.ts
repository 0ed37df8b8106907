import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('results/', import.meta.url);

/** Keeps the results of a run as bench/results/<time>.json and returns that file. */
export function saveResults(results: object): string {
  mkdirSync(FOLDER, { recursive: true });
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const file = fileURLToPath(new URL(`${time}.json`, FOLDER));
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  return file;
}
