import { once } from 'node:events';
import http2, { type Http2Server, type Http2Session, type ServerHttp2Session } from 'node:http2';
import { BridgeLog, type Severity, type WriteLog } from './bridge-log.ts';
import { RedisClient, type ReinitRule } from './client.ts';
import { connectEndpoint, type Connect, type RedisEndpoint } from './endpoint.ts';
import type { FinishedCall } from './finished-call.ts';
import { WorkerSession } from './session.ts';
import { DEFAULT_SETTINGS, type RedisSettings } from './redis-settings.ts';
import { StatsBook, type RedisBridgeStats } from './stats.ts';
import { systemTimers, type Timers } from './timers.ts';

export type { RedisEndpoint } from './endpoint.ts';
export type { RedisBridgeStats } from './stats.ts';

export interface RedisBridgeOptions {
  /** `always`: every init closes the connections of its client, as gateways before July 2026 do. */
  reinit?: ReinitRule;
  log?: WriteLog;
  /** What is less grave is not logged. */
  logThreshold?: Severity;
  /** Hears of each call when it is over. */
  observe?: (call: FinishedCall) => void;
  timers?: Timers;
  connect?: Connect;
  /** The gateway's clusters have 10 s. */
  connectTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Nothing here may refuse a call that Envoy's own circuit breaker let through. */
const SERVER_OPTIONS: http2.ServerOptions & { streamResetBurst: number; streamResetRate: number } = {
  maxSessionMemory: 4096,
  // A plugin's root that goes away cancels all its calls at once, which looks like an attack. Node 22 lets us say
  // otherwise; before it, more than 1000 at once end the session and Envoy opens another.
  streamResetBurst: 1_000_000,
  streamResetRate: 1_000_000,
  settings: { maxConcurrentStreams: 1_000_000, initialWindowSize: 1 << 20 },
};
const SESSION_WINDOW_BYTES = 1 << 24;

/** The gateway's Redis clients, behind the shim that is linked to a plugin (protocol.ts). */
export class RedisBridge {
  private readonly server: Http2Server;
  private readonly options: RedisBridgeOptions;
  private readonly log: BridgeLog;
  private readonly book = new StatsBook();
  private readonly sessions = new Map<Http2Session, WorkerSession>();
  private clusters: ReadonlyMap<string, readonly RedisEndpoint[]> = new Map();
  /**
   * The last init of each cluster. On the gateway a worker keeps its client; here Envoy may close an idle HTTP/2
   * connection and open another, for which the plugin does not call init again.
   */
  private readonly installed = new Map<string, RedisSettings>();

  /** Listens on a unix socket: whoever may open it speaks to Redis with the passwords of the plugins. */
  static async start(socketPath: string, options: RedisBridgeOptions = {}): Promise<RedisBridge> {
    const bridge = new RedisBridge(options);
    bridge.server.listen(socketPath);
    await once(bridge.server, 'listening');
    return bridge;
  }

  private constructor(options: RedisBridgeOptions) {
    this.options = options;
    this.log = new BridgeLog(options.log, options.logThreshold);
    this.server = http2.createServer(SERVER_OPTIONS);
    this.server.on('session', (session) => this.open(session));
    this.server.on('stream', (stream, headers) =>
      this.sessions.get(stream.session!)?.accept(stream, headers),
    );
  }

  /** Only clusters whose endpoints changed notice. */
  setClusters(clusters: Map<string, RedisEndpoint[]>): void {
    const before = this.clusters;
    this.clusters = new Map(
      [...clusters].map(([name, endpoints]) => [name, endpoints.map((one) => ({ ...one }))]),
    );
    for (const name of before.keys()) {
      const endpoints = this.clusters.get(name);
      // A cluster that comes back starts with default settings, as a new one.
      if (endpoints === undefined) this.installed.delete(name);
      for (const session of this.sessions.values()) {
        if (endpoints === undefined) session.dropClient(name, 'cluster removed');
        else session.client(name)?.setEndpoints(endpoints);
      }
    }
  }

  stats(): RedisBridgeStats {
    return this.book.snapshot(this.sessions.size);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const [session, worker] of this.sessions) {
      worker.close();
      session.destroy();
    }
    await closed;
  }

  private open(session: ServerHttp2Session): void {
    const worker = new WorkerSession({
      log: this.log,
      stats: this.book,
      createClient: (cluster) => this.createClient(cluster),
      observe: this.options.observe,
      onInit: (cluster, settings) => this.installed.set(cluster, settings),
    });
    this.sessions.set(session, worker);
    session.setLocalWindowSize(SESSION_WINDOW_BYTES);
    session.on('error', (error) =>
      this.log.debug('bridge', () => `session of a worker ended: ${error.message}`),
    );
    session.on('close', () => {
      this.sessions.delete(session);
      worker.close();
    });
  }

  private createClient(cluster: string): RedisClient | undefined {
    const endpoints = this.clusters.get(cluster);
    if (endpoints === undefined) return undefined;
    return new RedisClient(endpoints, this.installed.get(cluster) ?? DEFAULT_SETTINGS, {
      cluster,
      reinit: this.options.reinit ?? 'skip-equal',
      connectTimeoutMs: this.options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      timers: this.options.timers ?? systemTimers,
      connect: this.options.connect ?? connectEndpoint,
      stats: this.book.of(cluster),
      log: this.log,
    });
  }
}
