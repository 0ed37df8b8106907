import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunLog } from '../../scripts/flake/run-log.ts';
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

describe('a run that failed', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flake-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has its tests named at once, and its whole output kept in a file of its own', () => {
    const log = new RunLog(folder);
    const { output } = bad('a.test.ts > one', 'b.test.ts > two');
    const long = `the first line\n${'noise\n'.repeat(1000)}${output}`;
    const file = join(folder, 'run-7.log');
    expect(log.keep(7, { code: 1, ms: 1, output: long })).toEqual([
      'a.test.ts > one',
      'b.test.ts > two',
      `output: ${file}`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe(`${long}\n`);
  });

  it('outside its tests says so', () => {
    const [name] = new RunLog(folder).keep(1, { code: 124, ms: 1, output: 'too long' });
    expect(name).toBe('something outside any test');
  });

  it('is forgotten with the next series', () => {
    new RunLog(folder).keep(1, bad('x'));
    new RunLog(folder).keep(2, bad('y'));
    expect(readdirSync(folder)).toEqual(['run-2.log']);
  });
});
