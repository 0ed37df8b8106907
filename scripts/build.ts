import { statSync } from 'node:fs';
import { step } from './console/progress.mjs';
import { compilePlugin } from './compile.ts';

const target = process.argv.includes('--debug') ? 'debug' : 'release';
try {
  const file = await step(`compiling the plugin (${target})`, () => compilePlugin(target));
  console.log(`${file} ${statSync(file).size} bytes`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
