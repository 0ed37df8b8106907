import type { RedisOptions } from '../servers/redis-server.ts';
import type { SiteOrigin, SiteRedis } from '../servers/server.ts';
import type { GatewayOptions, StartedGateway } from './gateway.ts';

export type { Reachable, SiteOrigin, SiteRedis } from '../servers/server.ts';

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
