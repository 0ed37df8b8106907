import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { sectionsOf } from './wasm/sections.ts';

/** What the release module may weigh: 60 KiB. */
const BUDGET_BYTES = 61_440;
const file = process.argv[2] ?? fileURLToPath(new URL('../build/release.wasm', import.meta.url));

const module = readFileSync(file);
for (const { name, size } of sectionsOf(module)) console.log(row(name, size));
console.log(row('total', module.length));
console.log(row('total gzip', gzipSync(module, { level: 9 }).length));
const share = ((100 * module.length) / BUDGET_BYTES).toFixed(0);
if (module.length > BUDGET_BYTES) {
  console.error(
    `over the budget of ${BUDGET_BYTES} bytes (${share} %): see which functions grew with wasm-opt --metrics`,
  );
  process.exitCode = 1;
} else {
  console.log(`${share} % of the budget of ${BUDGET_BYTES} bytes`);
}

function row(name: string, bytes: number): string {
  return `${name.padEnd(16)}${String(bytes).padStart(8)} bytes`;
}
