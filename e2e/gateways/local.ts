import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { step } from '../../scripts/console/progress.mjs';
import { endOwned, spawnOwned } from '../../scripts/process/owned.mjs';
import { provideEnvoy } from '../../scripts/provision/envoy.ts';
import { provideRedisServer } from '../../scripts/provision/redis.ts';
import { logMarker } from '../resources/log-marker.ts';
import { DataFolder } from '../resources/data-folder.ts';
import type { AnyResource } from '../resources/resource.ts';
import { Origin } from '../servers/origin.ts';
import { RedisServer } from '../servers/redis-server.ts';
import { until, waitFor } from '../control/wait.ts';
import type {
  GatewayKind,
  GatewayOptions,
  Readiness,
  Reason,
  StartedGateway,
  StoppedGateway,
} from './gateway.ts';
import type { Site } from './site.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const ADDRESSES = /^gateway (serving|ready): (\S+) admin (\S+)$/;
const TAKEN_OVER = /^gateway: took over a change/;
// A Go plugin of 6 MB is linked and compiled in about 15 s, several of them on a busy machine in much more.
const PATIENCE_MS = 180_000;
/** Longer than the gateway itself waits for its Envoy. */
const STOP_PATIENCE_MS = 30_000;
const SHOWN_LINES = 40;

/** The gateway ended or was not ready in time; the message ends with what it said last. */
export class GatewayStartFailed extends Error {
  override name = 'GatewayStartFailed';
}

/** The local gateway, as a process driven by its command line. */
export const local: GatewayKind = {
  name: 'local',
  lacks: {},
  prepare: async () => {
    await step('Redis', provideRedisServer);
    await step('Envoy', provideEnvoy);
    return { env: {}, end: async () => {} };
  },
  openSite: async () => loopback,
  moduleUrl: (file) => pathToFileURL(file).href,
};

const loopback: Site = {
  host: '127.0.0.1',
  clientIp: '127.0.0.1',
  startGateway: (options) => LocalGateway.start(options),
  startRedis: (options) => RedisServer.start(options),
  startOrigin: () => Origin.start(),
  stop: async () => {},
};

class LocalGateway implements StartedGateway {
  readonly #lines: string[] = [];
  readonly #ended: Promise<string>;
  url = '';
  #adminUrl = '';
  #hasBeenReady = false;
  #end: string | undefined;

  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: DataFolder,
  ) {
    for (const stream of [process.stdout!, process.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.#hear(line));
    }
    this.#ended = once(process, 'close').then(([code, signal]) => {
      this.#end = signal === null ? `exit code ${code}` : String(signal);
      return this.#end;
    });
  }

  /** @throws {GatewayStartFailed} */
  static async start(options: GatewayOptions): Promise<StartedGateway> {
    const { resources, workers = 1, logLevel = 'info', mustBeReady = true } = options;
    const folder = new DataFolder();
    folder.write(...resources);
    const ports = ['--http-port', '0', '--admin-port', '0'];
    const tuning = ['--workers', String(workers), '--log-level', logLevel];
    const child = spawnOwned(
      process.execPath,
      ['--import', 'tsx', 'gateway/main.ts', '--data', folder.path, ...ports, ...tuning],
      { cwd: CHECKOUT, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const gateway = new LocalGateway(child, folder);
    try {
      await gateway.#started(mustBeReady);
      return gateway;
    } catch (error) {
      await gateway.stop();
      throw error;
    }
  }

  async apply(...resources: AnyResource[]): Promise<void> {
    await this.#takingOver(() => this.folder.write(...resources));
  }

  async remove(...resources: AnyResource[]): Promise<void> {
    await this.#takingOver(() => this.folder.remove(...resources));
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.#adminUrl}/stats/prometheus`)).text();
  }

  async configDump(): Promise<string> {
    return (await fetch(`${this.#adminUrl}/config_dump`)).text();
  }

  async readiness(): Promise<Readiness> {
    const response = await fetch(`${this.#adminUrl}/ready`);
    const { ready, reasons = [] } = (await response.json()) as { ready: boolean; reasons?: Reason[] };
    if (response.ok !== ready) throw new Error(`/ready answers ${response.status} and "ready": ${ready}`);
    return { isReady: ready, reasons };
  }

  async waitReady(): Promise<void> {
    const isReady = async () => (await this.readiness()).isReady;
    await until(waitFor('the gateway to be ready', isReady), PATIENCE_MS);
  }

  logs(): readonly string[] {
    return this.#lines;
  }

  async drainLogs(): Promise<void> {
    await this.apply(logMarker());
  }

  async stop(): Promise<StoppedGateway> {
    await endOwned(this.process, STOP_PATIENCE_MS);
    const end = await this.#ended;
    this.folder.delete();
    return { end, logs: () => this.#lines };
  }

  #hear(line: string): void {
    this.#lines.push(line);
    const [, state, url, adminUrl] = ADDRESSES.exec(line) ?? [];
    if (url === undefined || adminUrl === undefined) return;
    this.url = url;
    this.#adminUrl = adminUrl;
    this.#hasBeenReady = state === 'ready';
  }

  async #started(mustBeReady: boolean): Promise<void> {
    const isUp = () => (mustBeReady ? this.#hasBeenReady : this.url !== '');
    const hasEnded = () => this.#end !== undefined;
    try {
      await until(
        waitFor('the gateway to start', () => isUp() || hasEnded()),
        PATIENCE_MS,
      );
      if (isUp()) return;
    } catch {
      // Too late is told below, with what the gateway has said.
    }
    const how = this.#end === undefined ? `was not ready after ${PATIENCE_MS} ms` : `ended (${this.#end})`;
    throw new GatewayStartFailed([`the gateway ${how}`, ...this.#lines.slice(-SHOWN_LINES)].join('\n  '));
  }

  /** The gateway says when it has taken a change over; nothing else changes the folder meanwhile. */
  async #takingOver(change: () => void): Promise<void> {
    const count = () => this.#lines.filter((line) => TAKEN_OVER.test(line)).length;
    const before = count();
    change();
    await until(
      waitFor('the gateway to take the change over', () => count() > before),
      PATIENCE_MS,
    );
  }
}
