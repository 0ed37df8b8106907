/** How many tests of a suite ended how. */
export type Counts = { passed: number; failed: number; skipped: number };

const LAST_LINE = /^[^\S\n]*(\d+) passed, (\d+) failed, (\d+) skipped[^\S\n]*$/gm;
const COLOUR = /\x1b\[[\d;]*m/g;

export function noCounts(): Counts {
  return { passed: 0, failed: 0, skipped: 0 };
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The last line every suite of this project prints. */
export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Reads the last line of a suite; undefined if there is none, as after a crash. Lines of its other stream may have come
 * behind it, as the two are joined in the order of their arrival.
 */
export function readCounts(output: string): Counts | undefined {
  const [, passed, failed, skipped] = [...output.replace(COLOUR, '').matchAll(LAST_LINE)].at(-1) ?? [];
  if (passed === undefined) return undefined;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

/** Reads as-pect's summary, `[Tests]: 4 / 4`, and the `Todo: 0` of each file; undefined if there is no summary. */
export function readAsPectCounts(output: string): Counts | undefined {
  const plain = output.replace(COLOUR, '');
  const [, passed, total] = /\[Tests\]: (\d+) \/ (\d+)/.exec(plain) ?? [];
  if (passed === undefined) return undefined;
  const todos = [...plain.matchAll(/Todo: (\d+)/g)].map((match) => Number(match[1]));
  return {
    passed: Number(passed),
    failed: Number(total) - Number(passed),
    skipped: todos.reduce((sum, count) => sum + count, 0),
  };
}
