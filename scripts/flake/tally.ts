import { formatCounts, readCounts } from '../test/counts.ts';

/** What one of several equal runs came to. */
export type Run = { code: number; ms: number; output: string };

/** Stands for the name where a run failed and no test did. */
export const NO_TEST = 'something outside any test';

const COLOUR = /\x1b\[[\d;]*m/g;
const FAILED_TEST = /^ *FAIL +(.+?) *$/gm;

/** Names of the tests that failed, as the test runner prints them, each once. */
export function failedTests(output: string): string[] {
  const plain = output.replace(COLOUR, '');
  return [...new Set([...plain.matchAll(FAILED_TEST)].map(([, name = '']) => name))];
}

/** One run in a line. */
export function describeRun({ code, ms, output }: Run): string {
  const counts = readCounts(output);
  const detail = counts === undefined ? 'ended without counts' : formatCounts(counts);
  return `${code === 0 ? 'passed' : 'failed'} in ${(ms / 1000).toFixed(1)} s: ${detail}`;
}

/** Which tests failed how often, the most frequent first, and the rate at the end. */
export function summarize(runs: readonly Run[]): string[] {
  const failed = runs.filter(({ code }) => code !== 0);
  const times = new Map<string, number>();
  for (const { output } of failed) {
    const names = failedTests(output);
    for (const name of names.length > 0 ? names : [NO_TEST]) {
      times.set(name, (times.get(name) ?? 0) + 1);
    }
  }
  const rows = [...times].sort(([, a], [, b]) => b - a);
  const rate = runs.length === 0 ? 0 : (100 * failed.length) / runs.length;
  return [
    ...rows.map(([name, count]) => `${count} of ${runs.length}  ${name}`),
    `flake rate ${rate.toFixed(1)} %: ${failed.length} of ${runs.length} runs failed`,
  ];
}
