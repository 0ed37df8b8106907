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

/** Is a line of that level for someone who asked for `threshold`? A level that is none of Envoy's is. */
export function isShown(level: string, threshold: LogLevel): boolean {
  const rank = LOG_LEVELS.findIndex((known) => known === level);
  return rank < 0 || rank >= LOG_LEVELS.indexOf(threshold);
}

export interface EnvoyOptions {
  binary: string;
  bootstrap: string;
  workers: number;
  /** Warnings are written whatever it is. */
  logLevel: LogLevel;
  /** Gets every line Envoy writes. */
  onLine(line: string): void;
}

const GRACE_MS = 5000;
/** How long its last lines may take to arrive; a child of a wrapper around Envoy may hold the pipes for ever. */
const LAST_LINES_MS = 1000;

/** One running Envoy. */
export class EnvoyProcess {
  /** Settles when the process is gone and its last lines are read, with a word on how. */
  readonly ended: Promise<string>;
  #end: string | undefined;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#end ??= how;
        resolve(this.#end);
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
        const limit = setTimeout(() => end(how), LAST_LINES_MS);
        child.once('close', () => {
          clearTimeout(limit);
          end(how);
        });
      });
    });
  }

  static start({ binary, bootstrap, workers, logLevel, onLine }: EnvoyOptions): EnvoyProcess {
    // Of Envoy's own log only warnings are of use below debug; plugins speak through the component `wasm`.
    const envoyLevel = noQuieter(logLevel === 'info' ? 'warning' : logLevel);
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
          `wasm:${noQuieter(logLevel)}`,
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

/** Why a configuration is refused is told in warnings, and a trace comes by the log; whoever asks for less is not shown it. */
function noQuieter(level: LogLevel): LogLevel {
  return LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf('warning') ? 'warning' : level;
}

function forEachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}
