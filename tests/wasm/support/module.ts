import { readFileSync } from 'node:fs';
import { compilePlugin, isUpToDate, moduleFile } from '../../../scripts/compile.ts';

/** The release module of this checkout, compiled first if its sources changed; or any other, named by PLUGIN_WASM. */
export async function pluginModule(): Promise<Uint8Array> {
  const other = process.env['PLUGIN_WASM'];
  if (other !== undefined) return readFileSync(other);
  if (!isUpToDate('release')) await compilePlugin('release');
  return readFileSync(moduleFile('release'));
}
