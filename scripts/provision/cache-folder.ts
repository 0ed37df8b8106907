import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEFAULT_FOLDER = fileURLToPath(new URL('../../.cache', import.meta.url));

/** Where fetched programs stay: `.cache/` of the checkout, or what HIGRESS_REDIS_CACHE names, to share it between clones. */
export function cacheFolder(): string {
  const folder = resolve(process.env['HIGRESS_REDIS_CACHE'] || DEFAULT_FOLDER);
  mkdirSync(folder, { recursive: true });
  return folder;
}
