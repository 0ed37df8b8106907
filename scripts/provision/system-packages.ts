import { run } from '../process/run.mjs';
import { ProvisionError, type Report } from './provision-error.ts';
import { findOnPath } from './search-path.ts';

/** One thing under the name each package manager knows it by. */
export type SystemPackage = { apt: string; dnf: string; apk: string; brew: string };

type Manager = { program: string; key: keyof SystemPackage; install: string[][]; needsRoot: boolean };

const MANAGERS: readonly Manager[] = [
  {
    program: 'apt-get',
    key: 'apt',
    install: [
      ['update', '-q'],
      ['install', '-q', '-y', '--no-install-recommends'],
    ],
    needsRoot: true,
  },
  { program: 'dnf', key: 'dnf', install: [['install', '-q', '-y']], needsRoot: true },
  { program: 'apk', key: 'apk', install: [['add', '--no-cache']], needsRoot: true },
  { program: 'brew', key: 'brew', install: [['install', '--quiet']], needsRoot: false },
];
const TIME_LIMIT_MS = 600_000;

/** Installs a package by the system's own package manager, through sudo where root is needed and we are not root. */
export async function installSystemPackage(wanted: SystemPackage, report: Report): Promise<void> {
  const manager = MANAGERS.find(({ program }) => findOnPath(program) !== undefined);
  if (manager === undefined) {
    throw new ProvisionError(
      `${wanted.apt} is needed and no known package manager is on PATH`,
      `install ${wanted.apt} by hand (looked for ${MANAGERS.map(({ program }) => program).join(', ')})`,
    );
  }
  const name = wanted[manager.key];
  const lead = manager.needsRoot && process.getuid?.() !== 0 ? sudo(name) : [];
  for (const action of manager.install) {
    const isInstall = action[0] !== 'update';
    const words = [...lead, manager.program, ...action, ...(isInstall ? [name] : [])];
    report(words.join(' '));
    const { code, output } = await run(words[0]!, words.slice(1), {
      // A password prompt of sudo needs the terminal.
      isInteractive: lead.length > 0 && process.stdin.isTTY === true,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      timeoutMs: TIME_LIMIT_MS,
    });
    if (code !== 0) {
      const lastLine = output.trimEnd().split('\n').at(-1) ?? '';
      throw new ProvisionError(
        `\`${words.join(' ')}\` failed with exit code ${code}: ${lastLine}`,
        `install ${name} by hand`,
      );
    }
  }
}

function sudo(name: string): string[] {
  if (findOnPath('sudo') === undefined) {
    throw new ProvisionError(
      `${name} is needed; installing it takes root and there is no sudo`,
      `install ${name} as root, then run the same command again`,
    );
  }
  return process.stdin.isTTY ? ['sudo'] : ['sudo', '-n'];
}
