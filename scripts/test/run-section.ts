import { run } from '../process/run.mjs';
import { type Counts, noCounts } from './counts.ts';
import { hasTests, type Section } from './sections.ts';
import { msLeft, SECTION_LIMIT_MS } from './time-limits.ts';

export type SectionResult = {
  section: Section;
  counts: Counts;
  state: 'passed' | 'failed' | 'no tests';
  ms: number;
};

/** Runs one section, its output shown as it comes. Trouble outside any test counts as one failure. */
export async function runSection(section: Section): Promise<SectionResult> {
  const startedAt = Date.now();
  if (!hasTests(section)) return { section, counts: noCounts(), state: 'no tests', ms: 0 };
  const { code, output } = await runCommands(section, startedAt);
  const counts = section.countsOf(output) ?? { ...noCounts(), failed: 1 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  const ms = Date.now() - startedAt;
  if (counts.failed > 0) return { section, counts, state: 'failed', ms };
  const hasRun = section.tests === undefined || counts.passed + counts.skipped > 0;
  return { section, counts, state: hasRun ? 'passed' : 'no tests', ms };
}

async function runCommands(
  { commands }: Section,
  startedAt: number,
): Promise<{ code: number; output: string }> {
  let last = { code: 0, output: '' };
  for (const [program = '', ...args] of commands) {
    last = await run(program, args, {
      onLine: (line) => console.log(line),
      timeoutMs: msLeft(SECTION_LIMIT_MS, startedAt),
      // The tools see a pipe, not the terminal behind us.
      env: process.stdout.isTTY ? { FORCE_COLOR: '1' } : {},
    });
    if (last.code !== 0) break;
  }
  return last;
}
