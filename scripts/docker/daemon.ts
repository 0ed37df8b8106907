import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded } from '../process/owned.mjs';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 100;
const SHOWN_LINES = 5;

/** Some kernels lack what iptables needs; published ports then still work through the engine's own proxy. */
const ATTEMPTS: readonly (readonly string[])[] = [[], ['--iptables=false', '--ip6tables=false']];

/** dockerd ended, or did not answer in time; the message holds what it said last. */
export class DaemonFailed extends Error {
  override name = 'DaemonFailed';
}

/** Starts dockerd in its usual places and resolves when `answers`. @throws {DaemonFailed} */
export async function startDaemon(answers: () => Promise<boolean>): Promise<Daemon> {
  const failures: string[] = [];
  for (const options of ATTEMPTS) {
    const daemon = new Daemon(options);
    if (await daemon.isUp(answers)) return daemon;
    failures.push(`dockerd ${options.join(' ')}: ${daemon.lastWords}`);
    await daemon.stop();
  }
  throw new DaemonFailed(failures.join('\n'));
}

/**
 * A Docker engine of our own. Not one of the owned processes: those go down together, while this one has to live until
 * the containers are removed.
 */
export class Daemon {
  readonly #folder = mkdtempSync(join(tmpdir(), 'dockerd-'));
  readonly #log = join(this.#folder, 'log');
  readonly #process: ChildProcess;
  readonly #endAtExit = () => {
    this.#process.kill('SIGTERM');
    this.#forgetLog();
  };

  constructor(options: readonly string[]) {
    const log = openSync(this.#log, 'w');
    this.#process = spawn('dockerd', options, { detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    process.once('exit', this.#endAtExit);
  }

  /** True once the engine answers, false if it ended before or takes too long. */
  async isUp(answers: () => Promise<boolean>): Promise<boolean> {
    let hasFailed = false;
    this.#process.once('error', () => (hasFailed = true));
    const end = Date.now() + START_TIMEOUT_MS;
    while (!hasFailed && this.#process.exitCode === null && Date.now() < end) {
      if (await answers()) return true;
      await sleep(POLL_MS);
    }
    return false;
  }

  get lastWords(): string {
    return readFileSync(this.#log, 'utf8').trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
  }

  async stop(): Promise<void> {
    process.off('exit', this.#endAtExit);
    if (!hasEnded(this.#process)) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      const insist = setTimeout(() => this.#process.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(insist);
    }
    this.#forgetLog();
  }

  #forgetLog(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
