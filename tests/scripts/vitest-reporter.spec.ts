import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../scripts/process/run.mjs';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const REPORTER = join(CHECKOUT, 'scripts/vitest-reporter.ts');
let folder: string;

/** Runs Vitest on one file of tests and returns what it printed. */
async function report(tests: string): Promise<{ code: number; lines: string[] }> {
  writeFileSync(
    join(folder, 'a.test.ts'),
    `import { beforeAll, describe, expect, it } from 'vitest';\n${tests}`,
  );
  const args = ['run', '--root', folder, '--config', join(folder, 'none.config.mjs'), '--reporter', REPORTER];
  // What goes to the other stream may arrive behind the last line of the report.
  const onlyReport = ['-c', 'exec "$0" "$@" 2>/dev/null', join(CHECKOUT, 'node_modules/.bin/vitest')];
  const { code, output } = await run('sh', [...onlyReport, ...args], {
    cwd: CHECKOUT,
    env: { NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  return { code, lines: output.trimEnd().split('\n') };
}

beforeEach(() => {
  // Inside the checkout, where "vitest" is found.
  folder = mkdtempSync(join(CHECKOUT, 'node_modules', '.reporter-'));
  writeFileSync(join(folder, 'none.config.mjs'), 'export default {};\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("Vitest's report", () => {
  it('ends with the counts, after the reasons of what was skipped', async () => {
    const { code, lines } = await report(`
      it('passes', () => {});
      it('is skipped', (context) => context.skip('no engine here'));
      it('fails', () => expect(1).toBe(2));`);
    expect(lines.at(-1)).toBe('1 passed, 1 failed, 1 skipped');
    expect(lines.at(-2)).toMatch(/^skipped: .*a\.test\.ts > is skipped: no engine here$/);
    expect(code).toBe(1);
  });

  it('reads the reason off the brackets of a name when nothing else tells it', async () => {
    const { lines } = await report(`
      it.skip('is skipped (no engine (of any kind) here)', () => {});
      describe.skip('group (no openssl on PATH)', () => {
        it('needs a certificate', () => {});
      });
      it.skip('is just skipped', () => {});`);
    expect(lines.slice(-4)).toEqual([
      expect.stringMatching(/> is skipped \(.*\): no engine \(of any kind\) here$/),
      expect.stringMatching(/> needs a certificate: no openssl on PATH$/),
      expect.stringMatching(/> is just skipped: no reason given$/),
      '0 passed, 0 failed, 3 skipped',
    ]);
  });

  it('counts a set-up that fails, and says that it is why tests did not run', async () => {
    const { lines } = await report(`
      describe('group', () => {
        beforeAll(() => { throw new Error('no server'); });
        it('needs the server', () => {});
      });`);
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 1 skipped');
    expect(lines.at(-2)).toMatch(/group > needs the server: what it needs could not be set up$/);
  });

  it('counts a file that does not load', async () => {
    const { lines } = await report(`import './absent.ts';\nit('never runs', () => {});`);
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });

  it('counts an error that no test caught', async () => {
    const { code, lines } = await report(`
      it('passes, but leaves a rejection behind', async () => {
        void Promise.reject(new Error('nobody listens'));
        await new Promise((resolve) => setTimeout(resolve, 50));
      });`);
    expect(lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped');
    expect(code).toBe(1);
  });
});
