import { describe, expect, it } from 'vitest';
import { formatCounts, readAsPectCounts, readCounts } from '../../scripts/test/counts.ts';

describe('the last line of a suite', () => {
  it('is read as it was written', () => {
    const counts = { passed: 12, failed: 0, skipped: 3 };
    expect(readCounts(`noise\n\x1b[32m${formatCounts(counts)}\x1b[39m\n\n`)).toEqual(counts);
  });

  it('is the last of its form, whatever its other stream says behind it', () => {
    const output = '1 passed, 0 failed, 0 skipped\n2 passed, 1 failed, 0 skipped\nAssertionError\n⎯⎯[1/1]⎯⎯';
    expect(readCounts(output)).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  it.each(['', 'Segmentation fault', 'it says: 1 passed, 0 failed, 0 skipped'])(
    'is not found in %j',
    (output) => {
      expect(readCounts(output)).toBeUndefined();
    },
  );
});

describe("as-pect's summary", () => {
  it('gives passes, failures and todos through its colours', () => {
    const output = [
      '\x1b[31m✖ a.spec.ts \x1b[39mPass: 3 / 4 Todo: 1 Time: 1ms',
      '✔ b.spec.ts Pass: 2 / 2 Todo: 1 Time: 1ms',
      '    [Tests]: \x1b[32m5\x1b[39m / 6',
    ].join('\n');
    expect(readAsPectCounts(output)).toEqual({ passed: 5, failed: 1, skipped: 2 });
  });

  it('is missing when the tests did not compile', () => {
    expect(readAsPectCounts('ERROR TS2304: Cannot find name')).toBeUndefined();
  });
});
