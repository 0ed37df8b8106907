import type { Echo } from './origin.ts';
import type { RedisClient } from './redis-clients.ts';

/** Something the gateways of a site can connect to. */
export interface Reachable {
  /** `ip:port` as the gateways know it. */
  readonly address: string;
}

/** A Redis that can be harmed, wherever it runs. */
export interface SiteRedis extends Reachable {
  /** On this machine's loopback; it stays the same over a restart. */
  readonly port: number;
  readonly url: string;
  /** A connected client, closed by `stop()` at the latest. It does not reconnect. */
  client(): Promise<RedisClient>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Connections stay open and unanswered until `thaw()`. */
  freeze(): Promise<void> | void;
  thaw(): Promise<void> | void;
  stop(): Promise<void>;
}

/** An origin that remembers, wherever it runs. */
export interface SiteOrigin extends Reachable {
  /** Everything that came since the start, oldest first. */
  seen(): Promise<readonly Echo[]>;
  stop(): Promise<void>;
}
