import { relative } from 'node:path';
import type { RunnerTestFile } from 'vitest';
import { DefaultReporter } from 'vitest/reporters';
import type { TestCase, TestModule, TestSuite } from 'vitest/node';
import { addCounts, type Counts, formatCounts, noCounts } from './test/counts.ts';

/** Of `a name (and the reason, which may hold (brackets) too)`. */
const IN_BRACKETS = / \(((?:[^()]|\([^()]*\))+)\)$/;

/** Vitest's own output, then why tests were skipped, then `N passed, N failed, N skipped` as the last line. */
export default class CountingReporter extends DefaultReporter {
  #modules: readonly TestModule[] = [];

  override onTestRunEnd(modules: readonly TestModule[] = []): void {
    super.onTestRunEnd();
    this.#modules = modules;
  }

  override onFinished(files: RunnerTestFile[], errors: unknown[]): void {
    super.onFinished(files, errors);
    for (const line of this.#modules.flatMap(skipReasonsOf)) this.ctx.logger.log(line);
    const counts = this.#modules.map(countModule).reduce(addCounts, noCounts());
    // An error outside any test would otherwise leave every count green.
    counts.failed += errors.length;
    this.ctx.logger.log(formatCounts(counts));
  }
}

/** What one test file adds. A file that fails without a failing test (it does not load, a hook throws) counts as one. */
export function countModule(module: TestModule): Counts {
  const counts = noCounts();
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') counts.passed++;
    else if (state === 'failed') counts.failed++;
    else counts.skipped++;
  }
  if (module.state() === 'failed' && counts.failed === 0) counts.failed++;
  return counts;
}

function skipReasonsOf(module: TestModule): string[] {
  const file = relative('.', module.moduleId);
  return [...module.children.allTests('skipped')].map(
    (test) => `skipped: ${file} > ${test.fullName}: ${reasonOf(test)}`,
  );
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === 'skipped' && result.note) return result.note;
  const groups = groupsOf(test);
  if (groups.some((group) => group.errors().length > 0)) return 'what it needs could not be set up';
  const names = [test, ...groups].map((part) => (part.type === 'module' ? '' : part.name));
  const named = names.map((name) => IN_BRACKETS.exec(name)?.[1]).find((reason) => reason !== undefined);
  return process.env['SKIP_REASON'] ?? named ?? 'no reason given';
}

/** The groups around a test, inner first, and its file. */
function groupsOf({ parent }: TestCase | TestSuite): (TestSuite | TestModule)[] {
  return parent.type === 'module' ? [parent] : [parent, ...groupsOf(parent)];
}
