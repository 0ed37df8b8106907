import { fileURLToPath } from 'node:url';
import { RunLog } from './flake/run-log.ts';
import { type Run, describeRun, summarize } from './flake/tally.ts';
import { run } from './process/run.mjs';
import { SECTIONS } from './test/sections.ts';

const LOG_FOLDER = 'build/flake';
const USAGE = `usage: npm run flake -- RUNS [NAME …]
  RUNS  how often, one run after the other
  NAME  a section of npm test (${SECTIONS.map(({ name }) => name).join(', ')}), or suites of npm run e2e; default: all of npm test
The output of each run that failed stays in ${LOG_FOLDER} until the next start.`;
const USAGE_EXIT = 2;

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [count = '', ...names] = process.argv.slice(2);
if (/^[1-9]\d{0,3}$/.test(count)) process.exitCode = await repeat(Number(count), names);
else {
  console.error(USAGE);
  process.exitCode = USAGE_EXIT;
}

async function repeat(count: number, names: readonly string[]): Promise<number> {
  const runs: Run[] = [];
  const log = new RunLog(LOG_FOLDER);
  for (let index = 1; index <= count; index++) {
    const startedAt = Date.now();
    const { code, output } = await run(process.execPath, commandFor(names));
    const last = { code, output, ms: Date.now() - startedAt };
    runs.push(last);
    console.log(`run ${index} of ${count} ${describeRun(last)}`);
    if (code !== 0) console.log(`  ${log.keep(index, last).join('\n  ')}`);
  }
  console.log(`\n${summarize(runs).join('\n')}`);
  return runs.every(({ code }) => code === 0) ? 0 : 1;
}

function commandFor(names: readonly string[]): string[] {
  const isSection = names.every((name) => SECTIONS.some((section) => section.name === name));
  if (isSection) return ['--import', 'tsx', 'scripts/test.ts', ...names];
  return ['--import', 'tsx', 'e2e/main.ts', ...names.flatMap((name) => ['--suite', name])];
}
