import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../scripts/process/run.mjs';
import { readCounts } from '../../scripts/test/counts.ts';
import { ABSENCE_VARIABLE } from '../kinds/chosen.ts';
import { needing } from '../control/needing.ts';
import { compileWithDefect } from './compile-with-defect.ts';
import type { Check, Defect } from './defect.ts';
import { onGateway } from './on-gateway.ts';
import { onScriptedHost } from './on-scripted-host.ts';

const TIMEOUT_MS = 120_000;
/** A check that hangs ends before its test does, so that what it printed is shown. */
const CHECK_TIMEOUT_MS = 100_000;
const VITEST = ['node_modules/vitest/vitest.mjs', 'run', '--no-file-parallelism'];

describe('a planted defect is found', { timeout: TIMEOUT_MS }, () => {
  let folder: string;
  let modules = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'higress-redis-defects-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs checks of the test bed on another module. */
  async function runOn(module: Uint8Array, files: readonly string[], tests: readonly string[]) {
    const file = join(folder, `plugin-${++modules}.wasm`);
    writeFileSync(file, module);
    const pattern = tests.map(escaped).join('|');
    const options = { env: { PLUGIN_WASM: file, NO_COLOR: '1' }, timeoutMs: CHECK_TIMEOUT_MS };
    return run(process.execPath, [...VITEST, ...files, '-t', pattern], options);
  }

  async function find(defect: Defect): Promise<void> {
    const { file, test } = defect.caughtBy;
    const { code, output } = await runOn(await compileWithDefect(defect), [file], [test]);
    expect(output).toMatch(defect.says);
    expect(code).toBe(1);
  }

  async function findNone(defects: readonly Defect[]): Promise<void> {
    const checks = defects.map(({ caughtBy }) => caughtBy);
    const { code, output } = await runOn(await compileWithDefect(), filesOf(checks), testsOf(checks));
    if (code !== 0) expect.fail(output);
    expect(readCounts(output)?.passed).toBeGreaterThanOrEqual(testsOf(checks).length);
  }

  test('and a module without one passes the checks on the scripted host', () => findNone(onScriptedHost));
  test.each(onScriptedHost)('on the scripted host: $name', find);

  needing(process.env[ABSENCE_VARIABLE], 'on the gateway', () => {
    test('and a module without one passes the checks', () => findNone(onGateway));
    test.each(onGateway)('$name', find);
  });
});

function filesOf(checks: readonly Check[]): string[] {
  return [...new Set(checks.map(({ file }) => file))];
}

function testsOf(checks: readonly Check[]): string[] {
  return [...new Set(checks.map(({ test }) => test))];
}

/** A test is chosen by a regular expression on its full name. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
