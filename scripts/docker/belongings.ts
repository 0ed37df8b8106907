import { execFileSync } from 'node:child_process';

/** Every container and network of a run carries it, with the process id of the run. */
export const RUN_LABEL = 'higress-redis.run';

const TIMEOUT_MS = 30_000;

/** Removes the containers and networks of a run. At once and not later: this is also what an ending process does. */
export function removeBelongings(run: number): void {
  const filter = ['--filter', `label=${RUN_LABEL}=${run}`];
  const containers = docker('ps', '--all', '--quiet', ...filter);
  if (containers.length > 0) docker('rm', '--force', '--volumes', ...containers);
  const networks = docker('network', 'ls', '--quiet', ...filter);
  if (networks.length > 0) docker('network', 'rm', ...networks);
}

/** Removes what runs left behind that were killed before they could. */
export function removeLeftovers(): void {
  const format = ['--format', `{{.Label "${RUN_LABEL}"}}`];
  const filter = ['--filter', `label=${RUN_LABEL}`];
  const runs = [
    ...docker('ps', '--all', ...filter, ...format),
    ...docker('network', 'ls', ...filter, ...format),
  ];
  for (const run of new Set(runs.map(Number))) if (!isAlive(run)) removeBelongings(run);
}

function docker(...args: string[]): string[] {
  const output = execFileSync('docker', args, { encoding: 'utf8', timeout: TIMEOUT_MS, stdio: 'pipe' });
  return output.split('\n').filter((line) => line !== '');
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
