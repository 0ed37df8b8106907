import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until, waitFor } from '../../../e2e/control/wait.ts';
import type { LogLine } from '../../../gateway/envoy/log-line.ts';
import { Supervisor } from '../../../gateway/envoy/supervisor.ts';
import { XdsDirectory } from '../../../gateway/envoy/xds-directory.ts';
import { readSettings } from '../../../gateway/translate/settings.ts';
import { scriptedEnvoy, servingEnvoy } from './scripted-envoy.ts';

let folder: string;
let logged: (LogLine | string)[];
let reported: string[];
let nowMs: number;
/** What the clock shows while Envoy starts. */
let startTakesMs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervisor-'));
  [logged, reported, nowMs, startTakesMs] = [[], [], 0, 0];
});
afterEach(() => rm(folder, { recursive: true }));

async function supervise(binary: string): Promise<Supervisor> {
  return new Supervisor(await XdsDirectory.create(), {
    binary,
    address: { host: '127.0.0.1', port: 0 },
    workers: 1,
    logLevel: 'error',
    log: (line) => {
      logged.push(line);
      if (line.toString().startsWith('started as ')) nowMs += startTakesMs;
    },
    intercept: () => false,
    report: (message) => void reported.push(message),
    now: () => nowMs,
  });
}
const target = {
  settings: readSettings([]).settings,
  ...{ clusters: [], routes: {}, plugins: [], lastFilters: [] },
};
const leavingAMark = () => scriptedEnvoy(folder, `touch '${folder}/started'`);
const hasStarted = () =>
  stat(join(folder, 'started')).then(
    () => true,
    () => false,
  );

test('an Envoy that ends at once fails the start', async () => {
  const supervisor = await supervise(await leavingAMark());
  await expect(supervisor.start(target)).rejects.toThrow('Envoy ended while the gateway waited');
  expect(await hasStarted()).toBe(true);
  await supervisor.stop();
});

test('the error of a start says how Envoy ended, and its last words', async () => {
  const lines = '1\tcritical\tmain\tno \\"admin\\"\nnot a log line';
  const binary = await scriptedEnvoy(folder, `printf '%s' '${lines}' >&2; exit 3`);
  const supervisor = await supervise(binary);
  await expect(supervisor.start(target)).rejects.toThrow('(exit code 3; no "admin"; not a log line)');
  await supervisor.stop();
});

test('last words that come after the end are waited for, but not for ever', async () => {
  const lastWords = 'while kill -0 $$ 2>/dev/null; do :; done; sleep 0.1; echo late >&2';
  const binary = await scriptedEnvoy(folder, `(${lastWords}; exec sleep 60) & echo $!; exit 4`);
  const supervisor = await supervise(binary);
  await expect(supervisor.start(target)).rejects.toThrow(/\(exit code 4; \d+; late\)$/);
  process.kill(Number(logged[0]));
  await supervisor.stop();
});

test('lines below the asked level are not logged', async () => {
  const lines = ['1\twarning\tmain\tquiet', '1\terror\tmain\tloud', 'no level'];
  const binary = await scriptedEnvoy(folder, `printf '%s\\n' '${lines.join("' '")}' >&2`);
  const supervisor = await supervise(binary);
  await expect(supervisor.start(target)).rejects.toThrow('quiet; loud; no level');
  expect(logged).toEqual([expect.objectContaining({ message: 'loud' }), 'no level']);
  await supervisor.stop();
});

test('a stop while the configuration is being written starts no Envoy', async () => {
  const supervisor = await supervise(await leavingAMark());
  const started = supervisor.start(target);
  await supervisor.stop();
  await started;
  expect(await hasStarted()).toBe(false);
  expect(supervisor.isLive).toBe(false);
});

test('an Envoy that crashes soon after it serves waits longer each time, however long it takes to start', async () => {
  startTakesMs = 15_000;
  const supervisor = await supervise(await servingEnvoy(folder));
  await supervisor.start(target);
  const pauses = ['200', '400', '800'];
  for (const [crashes, pauseMs] of pauses.entries()) {
    await until(waitFor('Envoy serves', () => supervisor.isLive));
    const started = logged.filter((line) => line.toString().startsWith('started as '));
    process.kill(Number(String(started.at(-1)).split(' ').at(-1)), 'SIGKILL');
    await until(waitFor('its end is seen', () => reported.filter(isCrash).length > crashes));
    expect(reported.filter(isCrash).at(-1)).toContain(`starting it again in ${pauseMs} ms`);
  }
  await supervisor.stop();
});

const isCrash = (message: string) => message.startsWith('Envoy ended unexpectedly (signal SIGKILL)');
