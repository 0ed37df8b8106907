import { isDeepStrictEqual } from 'node:util';
import { REQUESTS_PER_KEY, SHARED_PATH, SHARED_REQUESTS } from './demo/resources.ts';
import { run } from './process/run.mjs';
import { RunningDemo } from './start-check/running-demo.ts';
import { brokenParts } from './start-check/trials.ts';
import { formatCounts, noCounts } from './test/counts.ts';

/** A first start may install, fetch and compile. */
const FIRST_START_MS = 300_000;
const NEXT_START_MS = 5_000;
const END_MS = 15_000;
const TRIAL_MS = 30_000;

const counts = noCounts();
const demos: RunningDemo[] = [];
try {
  const first = await RunningDemo.start(FIRST_START_MS);
  demos.push(first);
  await checkTrials(first);
  const second = await RunningDemo.start(FIRST_START_MS);
  demos.push(second);
  check(
    `a second demo beside the first is ready within ${NEXT_START_MS} ms`,
    second.readyMs <= NEXT_START_MS,
    true,
  );
  console.log(`  (${second.readyMs} ms)`);
  await checkLimits(second);
  await checkEnd(second, 'SIGTERM');
  check('the first demo still serves', await first.statuses(1, '/', { 'x-api-key': 'late' }), [200]);
  await checkEnd(first, 'SIGINT');
} catch (error) {
  counts.failed++;
  console.error(error instanceof Error ? error.message : error);
}
for (const demo of demos) await demo.close();
console.log(formatCounts(counts));
process.exit(counts.failed === 0 ? 0 : 1);

/** Types every line of the guide, as a reader would. */
async function checkTrials({ trials }: RunningDemo): Promise<void> {
  check('the guide has lines to type', trials.length > 0, true);
  for (const trial of trials) {
    const { code, output } = await run('sh', ['-c', trial.command], { timeoutMs: TRIAL_MS });
    const broken = code === 0 ? brokenParts(trial, output) : [`exit code ${code}`, output];
    check(`"${trial.title}" shows what the guide says`, broken, []);
  }
}

async function checkLimits(demo: RunningDemo): Promise<void> {
  const perKey = await demo.statuses(REQUESTS_PER_KEY + 1, '/', { 'x-api-key': 'alice' });
  check('one key gets its requests and then 429', perKey, allowedThenDenied(REQUESTS_PER_KEY));
  check('another key is not affected', await demo.statuses(1, '/', { 'x-api-key': 'bob' }), [200]);
  const shared = await demo.statuses(SHARED_REQUESTS + 1, SHARED_PATH);
  check('the shared route gets its requests and then 429', shared, allowedThenDenied(SHARED_REQUESTS));
}

async function checkEnd(demo: RunningDemo, signal: NodeJS.Signals): Promise<void> {
  check(`${signal} ends it with exit code 0`, await demo.end(signal, END_MS), 0);
  check('nothing is left running and no folder behind', await demo.remains(), []);
}

function allowedThenDenied(count: number): number[] {
  return [...new Array<number>(count).fill(200), 429];
}

function check(what: string, actual: unknown, expected: unknown): void {
  const isRight = isDeepStrictEqual(actual, expected);
  counts[isRight ? 'passed' : 'failed']++;
  console.log(
    isRight ? `✓ ${what}` : `✗ ${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`,
  );
}
