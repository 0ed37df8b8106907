import type { Echo } from '../servers/origin.ts';
import type { RedisClient, RedisOptions } from '../servers/redis-server.ts';
import type { GatewayOptions, StartedGateway } from './gateway.ts';

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

/** A network with gateways and the servers around them: this machine's loopback, or one of containers. */
export interface Site {
  /** By which the gateways reach a server of the test's own process, if it listens there. */
  readonly host: string;
  /** From which the gateways see the requests of the test's own process. */
  readonly clientIp: string;
  startGateway(options: GatewayOptions): Promise<StartedGateway>;
  startRedis(options?: RedisOptions): Promise<SiteRedis>;
  startOrigin(): Promise<SiteOrigin>;
  stop(): Promise<void>;
}
