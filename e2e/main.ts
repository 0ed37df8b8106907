import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compilePlugin, isUpToDate } from '../scripts/compile.ts';
import { step } from '../scripts/console/progress.mjs';
import { run } from '../scripts/process/run.mjs';
import { found } from '../scripts/provision/absence.ts';
import { provideRedisServers, SERVERS_VARIABLE } from '../scripts/provision/redis-servers.ts';
import { addCounts, formatCounts, noCounts, readCounts } from '../scripts/test/counts.ts';
import { msLeft, SUITES_LIMIT_MS } from '../scripts/test/time-limits.ts';
import type { GatewayKind, Preparation } from './gateways/gateway.ts';
import { ABSENCE_VARIABLE, KIND_NAMES, KIND_VARIABLE, kindOf } from './kinds/chosen.ts';

const SUITES = 'e2e/suites';
const ON_EVERY_REDIS = 'e2e/redis';
/** Beside the suites, once: what they are made of, and what only containers have. */
const OWN_TESTS: Record<string, readonly string[]> = {
  local: ['e2e/faults', 'e2e/guide', 'e2e/load'],
  container: ['e2e/container-suites'],
  higress: ['e2e/container-suites'],
};
/**
 * Long ones that mostly wait: they may share the machine. The shortest times that matter to them are pauses of 10 to 25 ms
 * between pieces of a body or a reply; what has to come in time has 200 ms and more.
 */
const SIDE_BY_SIDE: Record<string, readonly string[]> = {
  local: ['e2e/conformance', 'e2e/defects', 'e2e/differential', ON_EVERY_REDIS],
};
const USAGE = `usage: npm run e2e -- --gateway ${KIND_NAMES.join('|')} [--required] [--suite NAME …]
  --required  a gateway that can't be had is a failure, not a reason to skip every suite`;
const USAGE_EXIT = 2;
const TIMED_OUT = 124;
const startedAt = Date.now();

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
    options: {
      gateway: { type: 'string', default: 'local' },
      required: { type: 'boolean', default: false },
      suite: { type: 'string', multiple: true },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const kind = kindOf(values.gateway);
  const suites = values.suite?.map(suiteFile);
  const { env, absence, end } = await prepare(kind);
  try {
    if (absence !== undefined && values.required) {
      console.log(`there is no ${kind.name} gateway, and it is required: ${absence}`);
      console.log(`\n${formatCounts({ ...noCounts(), failed: 1 })}`);
      return 1;
    }
    if (absence !== undefined) {
      console.log(`every suite is skipped: no ${kind.name} gateway: ${absence}`);
      env[ABSENCE_VARIABLE] = absence.replace(/\s+/g, ' ');
    } else if (!isUpToDate('release')) {
      await step('compiling the plugin', () => compilePlugin('release'));
    }
    const variables = { ...env, [KIND_VARIABLE]: kind.name };
    if (suites !== undefined) return (await runVitest(suites, variables)).code;
    return await runAll(kind, variables);
  } finally {
    await end();
  }
}

async function prepare(kind: GatewayKind): Promise<Preparation> {
  const { value, absence } = await found(kind.prepare());
  return value ?? { env: {}, absence, end: async () => {} };
}

/** The last line is the sum of both parts. */
async function runAll(kind: GatewayKind, env: Record<string, string>): Promise<number> {
  const shared = SIDE_BY_SIDE[kind.name] ?? [];
  if (shared.includes(ON_EVERY_REDIS)) {
    const servers = await step('every Redis and Valkey (the first time 90 MB)', provideRedisServers);
    env[SERVERS_VARIABLE] = JSON.stringify(servers);
  }
  const parts = [await runVitest([SUITES, ...(OWN_TESTS[kind.name] ?? [])], env)];
  if (shared.length > 0) parts.push(await runVitest(shared, env, []));
  const counts = parts.map(({ code, output }) => {
    const counted = readCounts(output) ?? noCounts();
    return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
  });
  console.log(`\n${formatCounts(counts.reduce(addCounts))}`);
  return Math.max(...parts.map(({ code }) => code));
}

/** Each suite runs servers of its own; side by side they would take the processor from each other. */
async function runVitest(
  files: readonly string[],
  env: Record<string, string>,
  order: readonly string[] = ['--no-file-parallelism'],
): Promise<{ code: number; output: string }> {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...order, ...files];
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const onLine = (line: string) => console.log(line);
  const options = { onLine, env: { ...colour, ...env }, timeoutMs: msLeft(SUITES_LIMIT_MS, startedAt) };
  const { code, output } = await run(process.execPath, vitest, options);
  if (code === TIMED_OUT) console.log(`the suites were ended after ${SUITES_LIMIT_MS / 60_000} minutes`);
  return { code, output };
}

function suiteFile(name: string): string {
  const file = join(SUITES, `${name}.test.ts`);
  if (existsSync(file)) return file;
  const names = readdirSync(SUITES).map((entry) => basename(entry, '.test.ts'));
  throw new RangeError(`no suite "${name}"; there are ${names.join(', ')}`);
}
