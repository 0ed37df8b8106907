import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compilePlugin, isUpToDate } from '../scripts/compile.ts';
import { step } from '../scripts/console/progress.mjs';
import { run } from '../scripts/process/run.mjs';
import { provideRedisServers, SERVERS_VARIABLE } from '../scripts/provision/redis-servers.ts';
import type { GatewayKind } from './gateways/gateway.ts';
import { ABSENCE_VARIABLE, KIND_NAMES, KIND_VARIABLE, kindOf } from './kinds/chosen.ts';

const SUITES = 'e2e/suites';
const ON_EVERY_REDIS = 'e2e/redis';
/** Beside the suites, once: what they are made of, and what only containers have. */
const OWN_TESTS: Record<string, readonly string[]> = {
  local: ['e2e/conformance', 'e2e/defects', 'e2e/differential', 'e2e/faults', 'e2e/load', ON_EVERY_REDIS],
  container: ['e2e/container-suites'],
  higress: ['e2e/container-suites'],
};
const USAGE = `usage: npm run e2e -- --gateway ${KIND_NAMES.join('|')} [--suite NAME …]`;
const USAGE_EXIT = 2;
const TIMED_OUT = 124;
const TIME_LIMIT_MS = 15 * 60_000;

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof RangeError || error instanceof TypeError) console.error(USAGE);
  process.exitCode = USAGE_EXIT;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { gateway: { type: 'string', default: 'local' }, suite: { type: 'string', multiple: true } },
  });
  const kind = kindOf(values.gateway);
  const files = values.suite?.map(suiteFile) ?? allTests(kind);
  const { env, absence, end } = await kind.prepare();
  try {
    if (absence !== undefined) {
      console.log(`every suite is skipped: no ${kind.name} gateway: ${absence}`);
      env[ABSENCE_VARIABLE] = absence.replace(/\s+/g, ' ');
    } else if (!isUpToDate('release')) {
      await step('compiling the plugin', () => compilePlugin('release'));
    }
    if (files.includes(ON_EVERY_REDIS)) {
      const servers = await step('every Redis and Valkey (the first time 90 MB)', provideRedisServers);
      env[SERVERS_VARIABLE] = JSON.stringify(servers);
    }
    return await runVitest(files, { ...env, [KIND_VARIABLE]: kind.name });
  } finally {
    await end();
  }
}

async function runVitest(files: readonly string[], env: Record<string, string>): Promise<number> {
  // Each suite runs servers of its own; side by side they would take the processor from each other.
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--no-file-parallelism', ...files];
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const onLine = (line: string) => console.log(line);
  const options = { onLine, env: { ...colour, ...env }, timeoutMs: TIME_LIMIT_MS };
  const { code } = await run(process.execPath, vitest, options);
  if (code === TIMED_OUT) console.log(`the suites were ended after ${TIME_LIMIT_MS / 60_000} minutes`);
  return code;
}

function allTests(kind: GatewayKind): string[] {
  return [SUITES, ...(OWN_TESTS[kind.name] ?? [])];
}

function suiteFile(name: string): string {
  const file = join(SUITES, `${name}.test.ts`);
  if (existsSync(file)) return file;
  const names = readdirSync(SUITES).map((entry) => basename(entry, '.test.ts'));
  throw new RangeError(`no suite "${name}"; there are ${names.join(', ')}`);
}
