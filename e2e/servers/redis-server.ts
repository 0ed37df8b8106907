import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endOwned, hasEnded, spawnOwned } from '../../scripts/process/owned.mjs';
import { provideRedisServer } from '../../scripts/provision/redis.ts';
import { onFreePort, onOwnPort } from './free-port.ts';
import { type RedisClient, RedisClients } from './redis-clients.ts';
import type { SiteRedis } from './server.ts';

export type { RedisClient } from './redis-clients.ts';

export type RedisOptions = {
  /** Default: a free one. */
  port?: number;
  password?: string;
  /** Lines of redis.conf; they win over the defaults (loopback, nothing saved). */
  config?: Record<string, string>;
  /** Path of redis-server; default: what this machine has, or else the pinned one. */
  binary?: string;
  /** What that program needs on top of our environment. */
  env?: Record<string, string>;
};

const START_TIMEOUT_MS = 10_000;

/** redis-server ended or stayed silent instead of becoming ready. */
export class RedisStartFailed extends Error {
  override name = 'RedisStartFailed';
  readonly isPortTaken: boolean;

  constructor(why: string, log: readonly string[]) {
    super([`redis-server ${why}`, ...log.slice(-10)].join('\n  '));
    this.isPortTaken = log.some((line) => line.includes('Address already in use'));
  }
}

/** True of a redis-server that found a port of its own taken. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof RedisStartFailed && error.isPortTaken;
}

/** A redis-server of our own on loopback, with its data in a folder of its own that goes with it. */
export class RedisServer implements SiteRedis {
  #process: ChildProcess | undefined;
  readonly #clients = new RedisClients();

  private constructor(
    readonly port: number,
    readonly password: string | undefined,
    readonly binary: string,
    readonly folder: string,
    private readonly env: Record<string, string>,
  ) {}

  /** Resolves when the server accepts connections. @throws {RedisStartFailed} */
  static async start(options: RedisOptions = {}): Promise<StartedRedis> {
    const binary = options.binary ?? (await provideRedisServer((line) => console.error(line)));
    const startOn = (port: number) => RedisServer.#startOn(port, binary, options);
    return options.port === undefined ? onFreePort(startOn, isPortTaken) : startOn(options.port);
  }

  static async #startOn(port: number, binary: string, options: RedisOptions): Promise<StartedRedis> {
    const folder = mkdtempSync(join(tmpdir(), 'higress-redis-'));
    writeFileSync(join(folder, 'redis.conf'), configurationText(port, folder, options), { mode: 0o600 });
    const server = new RedisServer(port, options.password, binary, folder, options.env ?? {});
    try {
      await server.#launch();
      return server;
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return redisUrl(this.port, this.password);
  }

  /** Process id of the running server. */
  get pid(): number {
    return this.#running().pid!;
  }

  get isRunning(): boolean {
    return this.#process !== undefined && !hasEnded(this.#process);
  }

  /** Resolves when the server's process is gone, whoever ended it. */
  async ended(): Promise<void> {
    if (this.isRunning) await once(this.#process!, 'exit');
  }

  /** A connected client, closed by `stop()` at the latest. It does not reconnect: a lost connection is an error. */
  client(): Promise<RedisClient> {
    return this.#clients.open(this.url);
  }

  /** Ends the server at once, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#running();
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** Connections stay open and unanswered until `thaw()`. */
  freeze(): void {
    this.#running().kill('SIGSTOP');
  }

  thaw(): void {
    this.#running().kill('SIGCONT');
  }

  /** Runs again on the same port and folder; data is there only as far as the configuration saved it. */
  async restart(): Promise<void> {
    if (this.isRunning) await endOwned(this.#process!);
    await onOwnPort(() => this.#launch(), isPortTaken);
  }

  async stop(): Promise<void> {
    this.#clients.close();
    if (this.isRunning) await endOwned(this.#process!);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #running(): ChildProcess {
    if (!this.isRunning) throw new Error(`redis-server on port ${this.port} is not running`);
    return this.#process!;
  }

  async #launch(): Promise<void> {
    const child = spawnOwned(this.binary, [join(this.folder, 'redis.conf')], {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    try {
      await untilReady(child);
    } catch (error) {
      await endOwned(child);
      throw error;
    }
  }
}

export type StartedRedis = RedisServer;

/** Of a Redis on this machine's loopback. */
export function redisUrl(port: number, password: string | undefined): string {
  const credentials = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return `redis://${credentials}127.0.0.1:${port}`;
}

/** The text of redis.conf. */
export function configurationText(port: number, folder: string, options: RedisOptions): string {
  const settings: Record<string, string> = {
    bind: '127.0.0.1',
    port: String(port),
    dir: JSON.stringify(folder),
    save: '""',
    appendonly: 'no',
    ...(options.password === undefined ? {} : { requirepass: JSON.stringify(options.password) }),
    ...options.config,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value === '' ? '""' : value}\n`)
    .join('');
}

async function untilReady(child: ChildProcess): Promise<void> {
  const log: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new RedisStartFailed(why, log));
    const limit = setTimeout(() => fail(`was not ready after ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    child.once('error', (error) => fail(`cannot be started: ${error.message}`));
    // "close" comes after the last line of output, which says why it ended.
    child.once('close', (code) => fail(`ended with exit code ${code}`));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      log.push(line);
      if (!line.includes('Ready to accept connections')) return;
      clearTimeout(limit);
      resolve();
    });
    createInterface({ input: child.stderr! }).on('line', (line) => log.push(line));
    child.once('close', () => clearTimeout(limit));
  });
}
