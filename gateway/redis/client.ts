import type { BridgeLog } from './bridge-log.ts';
import { RedisConnection, type OnReply } from './connection.ts';
import { endpointKey, type Connect, type RedisEndpoint } from './endpoint.ts';
import { sameSettings, type RedisSettings } from './redis-settings.ts';
import type { ClusterStats, CloseReason } from './stats.ts';
import type { Timer, Timers } from './timers.ts';

export type ReinitRule = 'skip-equal' | 'always';

export interface ClientContext {
  readonly cluster: string;
  readonly reinit: ReinitRule;
  readonly connectTimeoutMs: number;
  readonly timers: Timers;
  readonly connect: Connect;
  readonly stats: ClusterStats;
  readonly log: BridgeLog;
}

const DRAIN_CHECK_MS = 1000;
const WORTH_A_WARNING: ReadonlySet<CloseReason> = new Set([
  'connect failed',
  'connect timeout',
  'op timeout',
  'closed by redis',
  'protocol error',
  'extra reply',
]);

/** What a worker has for a cluster: settings that all plugins share, and one connection per host. */
export class RedisClient {
  private readonly context: ClientContext;
  private readonly connections = new Map<string, RedisConnection>();
  /** Connections to hosts that are no longer in the cluster. */
  private readonly draining = new Set<RedisConnection>();
  private drainTimer: Timer | undefined;
  private endpoints: readonly RedisEndpoint[];
  private settings: RedisSettings;
  private turn = 0;

  constructor(endpoints: readonly RedisEndpoint[], settings: RedisSettings, context: ClientContext) {
    this.endpoints = endpoints;
    this.settings = settings;
    this.context = context;
  }

  /** The last one wins, for all plugins; nothing connects yet. */
  init(settings: RedisSettings): void {
    if (this.context.reinit === 'skip-equal' && sameSettings(settings, this.settings)) return;
    this.settings = settings;
    this.close('re-init');
  }

  /** Hosts take turns, whatever the key: the gateway knows no slots. */
  call(command: Buffer, onReply: OnReply, hasExtraReply = false): void {
    const endpoint = this.endpoints[this.turn++ % this.endpoints.length];
    if (endpoint === undefined) return onReply(undefined);
    this.connectionTo(endpoint).call(command, onReply, hasExtraReply);
  }

  /** A host that left gets no new calls, and loses its connection when the pending ones are answered. */
  setEndpoints(endpoints: readonly RedisEndpoint[]): void {
    this.endpoints = endpoints;
    const kept = new Set(endpoints.map(endpointKey));
    for (const [key, connection] of this.connections) {
      if (kept.has(key)) continue;
      this.connections.delete(key);
      this.draining.add(connection);
    }
    this.drain();
  }

  close(reason: CloseReason): void {
    for (const connection of [...this.connections.values(), ...this.draining]) connection.close(reason);
    this.drainTimer?.cancel();
  }

  private drain(): void {
    this.drainTimer?.cancel();
    for (const connection of [...this.draining]) if (connection.isIdle) connection.close('drained');
    if (this.draining.size > 0)
      this.drainTimer = this.context.timers.after(DRAIN_CHECK_MS, () => this.drain());
  }

  private connectionTo(endpoint: RedisEndpoint): RedisConnection {
    const key = endpointKey(endpoint);
    const open = this.connections.get(key);
    if (open !== undefined) return open;
    const { cluster, log, ...rest } = this.context;
    const connection: RedisConnection = new RedisConnection(endpoint, {
      ...rest,
      settings: this.settings,
      onClose: (reason, detail, pending) => {
        if (this.connections.get(key) === connection) this.connections.delete(key);
        this.draining.delete(connection);
        const message = `connection to ${key} closed, ${pending} calls fail: ${reason}${detail && ` (${detail})`}`;
        if (WORTH_A_WARNING.has(reason)) log.warn(cluster, message);
        else log.debug(cluster, () => message);
      },
      onPrologueError: (error) =>
        log.warn(cluster, `${key} refused AUTH or SELECT, which the plugin does not see: ${error}`),
    });
    this.connections.set(key, connection);
    log.debug(cluster, () => `connecting to ${key}`);
    return connection;
  }
}
