import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun, run } from '../process/run.mjs';
import type { Report } from '../provision/provision-error.ts';
import { findOnPath } from '../provision/search-path.ts';
import { installSystemPackage } from '../provision/system-packages.ts';

const SUITE = 'bookworm';
const PACKAGES = ['ca-certificates', 'libstdc++6', 'redis-server'];
const LEFT_OUT = [
  './dev/*',
  './usr/share/doc',
  './usr/share/info',
  './usr/share/locale',
  './usr/share/man',
  './var/cache/*',
  './var/lib/apt/lists/*',
];
const NODE = 'usr/local/bin/node';
const TIME_LIMIT_MS = 600_000;

/** Named by what goes in, so that a change of it makes another image. */
export const ROOT_IMAGE = `higress-redis/base:${contentKey()}`;

const DEBOOTSTRAP = { apt: 'debootstrap', dnf: 'debootstrap', apk: 'debootstrap', brew: 'debootstrap' };

/** Why a root file system can't be made here; undefined if it can. */
export function whyNoRootFileSystem(platform = process.platform, userId = process.getuid?.()) {
  if (platform !== 'linux') return `one can't be made on ${platform}`;
  return userId === 0 ? undefined : 'making one takes root';
}

/** Makes ROOT_IMAGE of a minimal Debian, its Redis, and the Node that runs this. No image is pulled. */
export async function importRootFileSystem(report: Report): Promise<void> {
  if (findOnPath('debootstrap') === undefined) await installSystemPackage(DEBOOTSTRAP, report);
  const folder = mkdtempSync(join(tmpdir(), 'root-file-system-'));
  const root = join(folder, 'root');
  const limit = { timeoutMs: TIME_LIMIT_MS };
  try {
    report(`debootstrap ${SUITE}, about a minute`);
    const options = ['--variant=minbase', `--include=${PACKAGES.join()}`];
    await mustRun('debootstrap', [...options, SUITE, root], limit);
    mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
    copyFileSync(process.execPath, join(root, NODE));
    // A Node built for a newer C library than Debian's shows here and not in the middle of a suite.
    await mustRun('chroot', [root, `/${NODE}`, '--version']);
    report('importing it');
    const archive = join(folder, 'root.tar');
    const excludes = LEFT_OUT.map((path) => `--exclude=${path}`);
    await mustRun('tar', ['-C', root, '--numeric-owner', ...excludes, '-cf', archive, '.'], limit);
    await mustRun('docker', ['import', archive, ROOT_IMAGE], limit);
  } finally {
    // If debootstrap was ended half way, /proc may still be mounted inside.
    await run('rm', ['-rf', '--one-file-system', folder]);
  }
}

function contentKey(): string {
  const content = JSON.stringify([SUITE, PACKAGES, LEFT_OUT, process.version, process.arch]);
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
