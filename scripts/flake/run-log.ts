import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failedTests, NO_TEST, type Run } from './tally.ts';

/** Keeps the whole output of the runs that failed, of one series at a time. */
export class RunLog {
  constructor(private readonly folder: string) {
    rmSync(folder, { recursive: true, force: true });
  }

  /** What to print at once when run `index` has failed: the tests that did, and where its output lies. */
  keep(index: number, { output }: Run): string[] {
    mkdirSync(this.folder, { recursive: true });
    const file = join(this.folder, `run-${index}.log`);
    writeFileSync(file, `${output}\n`);
    const names = failedTests(output);
    return [...(names.length > 0 ? names : [NO_TEST]), `output: ${file}`];
  }
}
