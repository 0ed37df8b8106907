import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endOwned, spawnOwned } from '../process/owned.mjs';

/** The local gateway as a process of its own, driven by its command line. */
export type GatewayProcess = {
  url: string;
  adminUrl: string;
  /** Resolves with the reason when the process is gone. */
  ended: Promise<string>;
  stop: () => Promise<void>;
};

export type GatewayOptions = { dataFolder: string; httpPort: number; onLine: (line: string) => void };

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const READY = /^gateway ready: (\S+) admin (\S+)$/;
const SERVING = /^gateway serving: /;
const START_TIMEOUT_MS = 60_000;

export class GatewayStartFailed extends Error {
  override name = 'GatewayStartFailed';
}

/** Resolves when the gateway says it is ready. @throws {GatewayStartFailed} with what it said instead */
export async function startGateway({
  dataFolder,
  httpPort,
  onLine,
}: GatewayOptions): Promise<GatewayProcess> {
  // Guesses at misspelt fields and changes of the state of Redis are warnings.
  const options = ['--http-port', String(httpPort), '--admin-port', '0', '--log-level', 'warning'];
  const child = spawnOwned(
    process.execPath,
    ['--import', 'tsx', 'gateway/main.ts', '--data', dataFolder, ...options],
    { cwd: CHECKOUT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'close').then(([code, signal]) =>
    signal === null ? `exit code ${code}` : `${signal}`,
  );
  try {
    const [url, adminUrl] = await untilReady(child, ended, onLine);
    return { url, adminUrl, ended, stop: () => endOwned(child) };
  } catch (error) {
    await endOwned(child);
    throw error;
  }
}

async function untilReady(
  child: ChildProcess,
  ended: Promise<string>,
  onLine: (line: string) => void,
): Promise<[string, string]> {
  const log: string[] = [];
  const ready = new Promise<[string, string]>((resolve) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        const [, url, adminUrl] = READY.exec(line) ?? [];
        if (url !== undefined && adminUrl !== undefined) return resolve([url, adminUrl]);
        if (SERVING.test(line)) return;
        log.push(line);
        onLine(line);
      });
    }
  });
  const failure = (why: string) =>
    new GatewayStartFailed([`the gateway ${why}`, ...log.slice(-15)].join('\n  '));
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    limit = setTimeout(() => reject(failure(`was not ready after ${START_TIMEOUT_MS} ms`)), START_TIMEOUT_MS);
  });
  const gone = ended.then((how) => {
    throw failure(`ended before it was ready (${how})`);
  });
  // Once ready, the end of the process is no longer a failed start.
  gone.catch(() => {});
  try {
    return await Promise.race([ready, gone, late]);
  } finally {
    clearTimeout(limit);
  }
}
