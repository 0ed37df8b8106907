import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../../scripts/process/run.mjs';
import { bundle } from '../../../scripts/docker/bundle.ts';

const GATEWAY = fileURLToPath(new URL('../../../gateway/main.ts', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('is the gateway in one file that needs no package', async () => {
  const file = join(folder, 'main.mjs');
  writeFileSync(file, await bundle(GATEWAY));
  const { code, output } = await run(process.execPath, [file, '--help'], { cwd: folder });
  expect(output).toMatch(/^usage: /);
  expect(code).toBe(0);
});
