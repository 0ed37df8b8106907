import { mustRun } from '../../scripts/process/run.mjs';
import { RUN_LABEL } from '../../scripts/docker/belongings.ts';

/** Through these the runner tells the suites what was prepared. */
export const RUN_VARIABLE = 'E2E_DOCKER_RUN';
export const IMAGE_VARIABLES = {
  gateway: 'E2E_GATEWAY_IMAGE',
  node: 'E2E_NODE_IMAGE',
  redis: 'E2E_REDIS_IMAGE',
} as const;

const TIMEOUT_MS = 30_000;

/** @throws {Error} when the runner did not prepare the containers */
export function preparedImage(role: keyof typeof IMAGE_VARIABLES): string {
  const name = process.env[IMAGE_VARIABLES[role]];
  if (name !== undefined) return name;
  throw new Error(`no image for ${role} was prepared: start the suites with npm run e2e -- --gateway KIND`);
}

/** What a container or network of this run carries, so that it is removed whatever happens. */
export function runLabels(): Record<string, string> {
  return { [RUN_LABEL]: process.env[RUN_VARIABLE] ?? String(process.pid) };
}

/** Runs a command of Docker that has to succeed and returns its output. */
export async function docker(...args: string[]): Promise<string> {
  return (await mustRun('docker', args, { timeoutMs: TIMEOUT_MS })).trim();
}
