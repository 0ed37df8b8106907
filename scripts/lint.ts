import { fileURLToPath } from 'node:url';
import { checkPlugin } from './compile.ts';
import { secondsSince, step } from './console/progress.mjs';
import { embedScripts } from './embed-scripts.ts';
import { legalInAssemblyScript } from './lint/type-errors.ts';
import { CommandFailed, run } from './process/run.mjs';

/** A check returns what it found, empty if all is well. */
type Check = { name: string; run: () => Promise<string> };

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
const AT_ONCE = 2;

const checks: readonly Check[] = [
  { name: 'asc', run: compilerCheck },
  { name: 'eslint', run: () => tool('eslint', ['.', '--max-warnings', '0']) },
  { name: 'tsc (Node side)', run: () => tool('tsc', ['--noEmit', '--pretty', 'false', '-p', '.']) },
  { name: 'tsc (assembly)', run: () => assemblyTypes('assembly') },
  { name: 'tsc (examples)', run: () => assemblyTypes('examples') },
  { name: 'tsc (tests/unit)', run: () => assemblyTypes('tests/unit') },
  { name: 'prettier', run: () => tool('prettier', ['--check', '--log-level', 'warn', '.']) },
  { name: 'layout', run: () => command(process.execPath, ['--import', 'tsx', 'scripts/check-layers.ts']) },
];

const startedAt = Date.now();
const findings = await step('checking the code', async () => {
  embedScripts();
  return inParallel(checks);
});
for (const { name, finding } of findings) {
  console.log(finding === '' ? `✓ ${name}` : `✗ ${name}\n${finding.replace(/^/gm, '  ')}`);
}
const failed = findings.filter(({ finding }) => finding !== '').map(({ name }) => name);
console.log(
  failed.length === 0 ? `all checks passed (${secondsSince(startedAt)})` : `failed: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

async function inParallel(all: readonly Check[]): Promise<{ name: string; finding: string }[]> {
  const results = new Array<{ name: string; finding: string }>(all.length);
  const queue = [...all.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, check] = next;
      results[index] = { name: check.name, finding: await check.run() };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function tool(name: string, args: string[]): Promise<string> {
  return command(`node_modules/.bin/${name}`, args);
}

async function command(program: string, args: string[]): Promise<string> {
  const { code, output } = await run(program, args, { cwd: CHECKOUT });
  return code === 0 ? '' : output || `exit code ${code}`;
}

async function assemblyTypes(project: string): Promise<string> {
  const output = await tool('tsc', ['--noEmit', '--pretty', 'false', '-p', project]);
  return legalInAssemblyScript(output);
}

async function compilerCheck(): Promise<string> {
  try {
    await checkPlugin();
    return '';
  } catch (error) {
    if (error instanceof CommandFailed) return error.message;
    throw error;
  }
}
