import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { functionWeights, sectionWeights } from './wasm/weight.ts';

/** What the release module may weigh: 72 KiB. */
const BUDGET_BYTES = 73_728;
const RELEASE = fileURLToPath(new URL('../build/release.wasm', import.meta.url));

const { values, positionals } = parseArgs({
  options: { functions: { type: 'string', default: '0' } },
  allowPositionals: true,
});
const module = readFileSync(positionals[0] ?? RELEASE);
for (const { name, bytes } of sectionWeights(module)) console.log(row(name, bytes));
console.log(row('total', module.length));
console.log(row('total gzip', gzipSync(module, { level: 9 }).length));
for (const { name, bytes } of functionWeights(module).slice(0, Number(values.functions)))
  console.log(row(name, bytes));

const share = ((100 * module.length) / BUDGET_BYTES).toFixed(0);
console.log(`${share} % of the budget of ${BUDGET_BYTES} bytes`);
if (module.length > BUDGET_BYTES) {
  console.error('Over the budget; the heaviest functions: npm run size -- --functions 30');
  process.exitCode = 1;
}

function row(name: string, bytes: number): string {
  return `${String(bytes).padStart(8)} bytes  ${name}`;
}
