import { describe, expect, it } from 'vitest';
import { describeRun, failedTests, type Run, summarize } from '../../scripts/flake/tally.ts';

const good: Run = { code: 0, ms: 1500, output: 'noise\n3 passed, 0 failed, 1 skipped\n' };
const bad = (...tests: string[]): Run => ({
  code: 1,
  ms: 2000,
  output: `${tests.map((name) => `\x1b[31m FAIL \x1b[39m ${name}`).join('\n')}\n1 passed, ${tests.length} failed, 0 skipped`,
});

describe('the flake report', () => {
  it('has a line for each run', () => {
    expect(describeRun(good)).toBe('passed in 1.5 s: 3 passed, 0 failed, 1 skipped');
    expect(describeRun({ ...bad(), output: 'crash' })).toBe('failed in 2.0 s: ended without counts');
  });

  it('knows the failed tests of a run, each once', () => {
    expect(failedTests(bad('a.test.ts > one', 'b.test.ts > two', 'a.test.ts > one').output)).toEqual([
      'a.test.ts > one',
      'b.test.ts > two',
    ]);
  });

  it('gives the rate, and says which tests failed how often', () => {
    expect(summarize([good, bad('x', 'y'), good, bad('y')])).toEqual([
      '2 of 4  y',
      '1 of 4  x',
      'flake rate 50.0 %: 2 of 4 runs failed',
    ]);
    expect(summarize([good, good])).toEqual(['flake rate 0.0 %: 0 of 2 runs failed']);
  });

  it('counts a run that failed outside its tests', () => {
    expect(summarize([{ code: 124, ms: 1, output: 'too long' }])).toEqual([
      '1 of 1  something outside any test',
      'flake rate 100.0 %: 1 of 1 runs failed',
    ]);
  });
});
