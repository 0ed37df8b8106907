import { describe, expect, it } from 'vitest';
import { run } from '../../scripts/process/run.mjs';

const NOWHERE = '/nowhere/envoy';

/** The runner of the suites, where there is no gateway since there is no Envoy. */
function runWithoutGateway(...options: string[]): Promise<{ code: number; output: string }> {
  const args = ['--import', 'tsx', 'e2e/main.ts', '--gateway', 'local', '--suite', 'scoping', ...options];
  return run(process.execPath, args, { env: { ENVOY: NOWHERE } });
}

describe('a gateway that can not be had', () => {
  it('has every suite skipped with the reason', async () => {
    const { code, output } = await runWithoutGateway();
    expect(output).toContain(`every suite is skipped: no local gateway: ENVOY names ${NOWHERE}`);
    expect(output).toMatch(/\n0 passed, 0 failed, [1-9]\d* skipped$/);
    expect(code).toBe(0);
  });

  it('is a failure with the reason when it is required', async () => {
    const { code, output } = await runWithoutGateway('--required');
    expect(output).toContain(`there is no local gateway, and it is required: ENVOY names ${NOWHERE}`);
    expect(output).toMatch(/\n0 passed, 1 failed, 0 skipped$/);
    expect(code).toBe(1);
  });
});
