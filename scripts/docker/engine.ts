import { run } from '../process/run.mjs';
import type { Report } from '../provision/provision-error.ts';
import { findOnPath } from '../provision/search-path.ts';
import { installSystemPackage } from '../provision/system-packages.ts';
import { DaemonFailed, startDaemon } from './daemon.ts';

/** A Docker engine that answers, or why there is none. */
export type Engine = { isReady: true; stop(): Promise<void> } | { isReady: false; reason: string };

/** What decides whether an engine may be started by us. */
export type Circumstances = {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  userId: number | undefined;
  /** Programs on PATH. */
  has(program: string): boolean;
};

const DOCKER_PACKAGE = { apt: 'docker.io', dnf: 'docker', apk: 'docker', brew: 'docker' };
const ANSWER_TIMEOUT_MS = 10_000;

/** Finds the engine that runs here; where none does and we may, starts one, which `stop` ends. */
export async function provideEngine(report: Report): Promise<Engine> {
  const silence = await engineSilence();
  if (silence === undefined) return { isReady: true, stop: async () => {} };
  const refusal = refusalToStart(thisMachine());
  if (refusal !== undefined) return { isReady: false, reason: `${silence}, and ${refusal}` };
  try {
    if (findOnPath('dockerd') === undefined) await installSystemPackage(DOCKER_PACKAGE, report);
    report('starting dockerd');
    const daemon = await startDaemon(async () => (await engineSilence()) === undefined);
    return { isReady: true, stop: () => daemon.stop() };
  } catch (error) {
    if (error instanceof DaemonFailed) return { isReady: false, reason: error.message };
    throw error;
  }
}

/** Why we must not start an engine here; undefined if we may. */
export function refusalToStart({ env, platform, userId, has }: Circumstances): string | undefined {
  if (env['DOCKER_HOST']) return `DOCKER_HOST says that it is somebody else's (${env['DOCKER_HOST']})`;
  if (platform !== 'linux') return `none is started on ${platform}`;
  const isAsked = env['HIGRESS_REDIS_DOCKER'] === 'start' || Boolean(env['CI']);
  if (!isAsked) return 'HIGRESS_REDIS_DOCKER=start does not ask to start one';
  if (userId !== 0) return 'starting one takes root';
  if (!has('dockerd') && !has('apt-get')) return 'there is neither dockerd nor apt-get to install it with';
  return undefined;
}

/** Why no engine answers; undefined if one does. */
async function engineSilence(): Promise<string | undefined> {
  const args = ['version', '--format', '{{.Server.Version}}'];
  const { code, output } = await run('docker', args, { timeoutMs: ANSWER_TIMEOUT_MS });
  if (code === 0) return undefined;
  if (code === 127) return 'there is no docker command on PATH';
  return `no Docker engine answers: ${output.trim().split('\n').at(-1)}`;
}

function thisMachine(): Circumstances {
  const has = (program: string) => findOnPath(program) !== undefined;
  return { env: process.env, platform: process.platform, userId: process.getuid?.(), has };
}
