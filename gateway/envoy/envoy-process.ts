import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard } from './guard.ts';
import { LOG_FORMAT } from './log-line.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface EnvoyOptions {
  binary: string;
  bootstrap: string;
  workers: number;
  logLevel: LogLevel;
  /** Gets every line Envoy writes. */
  onLine(line: string): void;
}

const GRACE_MS = 5000;

/** One running Envoy. */
export class EnvoyProcess {
  /** Settles when the process is gone, with a word on how. */
  readonly ended: Promise<string>;
  #end: string | undefined;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#end ??= how;
        resolve(this.#end);
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
  }

  static start({ binary, bootstrap, workers, logLevel, onLine }: EnvoyOptions): EnvoyProcess {
    // Of Envoy's own log only warnings are of use below debug; plugins speak through the component `wasm`.
    const envoyLevel = logLevel === 'info' ? 'warning' : logLevel;
    const child = spawn(
      binary,
      [
        ...['--config-path', bootstrap, '--concurrency', String(workers), '--disable-hot-restart'],
        // A replaced listener keeps its connections for this long, but ends each with its next answer.
        ...['--drain-time-s', '45', '--drain-strategy', 'immediate'],
        ...[
          '--log-level',
          envoyLevel,
          '--component-log-level',
          `wasm:${logLevel}`,
          '--log-format',
          LOG_FORMAT,
        ],
      ],
      // Its own group: Ctrl-C in a terminal reaches only the gateway, which ends Envoy in its own time.
      { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    );
    for (const stream of [child.stdout, child.stderr]) forEachLine(stream, onLine);
    const envoy = new EnvoyProcess(child);
    if (child.pid !== undefined) void envoy.ended.then(guard(child.pid, dirname(bootstrap)));
    return envoy;
  }

  /** How it ended; undefined while it runs. */
  get end(): string | undefined {
    return this.#end;
  }

  /** Ends a process that must not outlive this one; there is no time to ask. */
  killNow(): void {
    if (this.#end === undefined) this.child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    if (this.#end !== undefined) return;
    this.child.kill('SIGTERM');
    const abort = new AbortController();
    const insist = sleep(GRACE_MS, undefined, { signal: abort.signal }).then(
      () => this.killNow(),
      () => undefined,
    );
    await this.ended;
    abort.abort();
    await insist;
  }
}

function forEachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}
