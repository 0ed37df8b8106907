import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProvisionError } from '../../scripts/provision/provision-error.ts';
import { installSystemPackage } from '../../scripts/provision/system-packages.ts';

const TOOL = { apt: 'tool-deb', dnf: 'tool-rpm', apk: 'tool-apk', brew: 'tool-brew' };
let folder: string;

/** A program on the otherwise empty PATH that writes down how it was called. */
function fakeProgram(name: string, more = ''): void {
  writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} "$@" >> '${join(folder, 'calls')}'\n${more}\n`);
  chmodSync(join(folder, name), 0o755);
}

function runAs(userId: number): void {
  vi.spyOn(process as { getuid: () => number }, 'getuid').mockReturnValue(userId);
}

function calls(): string[] {
  return readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'system-packages-'));
  vi.stubEnv('PATH', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('installing a package of the system', () => {
  it('refreshes the lists of apt first, and says what it does', async () => {
    runAs(0);
    fakeProgram('apt-get');
    const said: string[] = [];
    await installSystemPackage(TOOL, (line) => said.push(line));
    const expected = ['apt-get update -q', 'apt-get install -q -y --no-install-recommends tool-deb'];
    expect(calls()).toEqual(expected);
    expect(said).toEqual(expected);
  });

  it('goes through sudo without root, never asking a keyboard that is not there', async () => {
    runAs(1000);
    vi.spyOn(process, 'stdin', 'get').mockReturnValue({ isTTY: false } as typeof process.stdin);
    fakeProgram('dnf');
    fakeProgram('sudo');
    await installSystemPackage(TOOL, () => {});
    expect(calls()).toEqual(['sudo -n dnf install -q -y tool-rpm']);
  });

  it('needs no root for brew', async () => {
    runAs(1000);
    fakeProgram('brew');
    await installSystemPackage(TOOL, () => {});
    expect(calls()).toEqual(['brew install --quiet tool-brew']);
  });

  it('says which command failed, and what to do', async () => {
    runAs(0);
    fakeProgram('apk', 'echo no network\nexit 3');
    const refused = installSystemPackage(TOOL, () => {});
    await expect(refused).rejects.toThrow(ProvisionError);
    await expect(refused).rejects.toThrow(
      /`apk add --no-cache tool-apk` failed with exit code 3: no network/,
    );
  });

  it('says what to do without sudo, and without any package manager', async () => {
    await expect(installSystemPackage(TOOL, () => {})).rejects.toThrow(/install tool-deb by hand/);
    runAs(1000);
    fakeProgram('apk');
    const refused = installSystemPackage(TOOL, () => {});
    await expect(refused).rejects.toThrow(ProvisionError);
    await expect(refused).rejects.toThrow(/install tool-apk as root/);
  });
});
