import type { GatewayOptions, StartedGateway } from '../gateways/gateway.ts';
import type { Site, SiteOrigin, SiteRedis } from '../gateways/site.ts';
import type { RedisOptions } from '../servers/redis-server.ts';
import { ContainerNetwork } from './network.ts';
import { OriginContainer } from './origin.ts';
import { RedisContainer } from './redis.ts';

export type StartGateway = (network: ContainerNetwork, options: GatewayOptions) => Promise<StartedGateway>;

// A library of testcontainers listens for the signals that would end us, and does nothing if others listen too. So a
// process of the test runner, where even `process.exit` is not what it was, goes with the one it works for.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

/** One Docker network with everything on it. */
export class ContainerSite implements Site {
  private constructor(
    private readonly network: ContainerNetwork,
    private readonly gatewayStarter: StartGateway,
  ) {}

  static async open(gatewayStarter: StartGateway): Promise<ContainerSite> {
    return new ContainerSite(await ContainerNetwork.create(), gatewayStarter);
  }

  get host(): string {
    return this.network.hostIp;
  }

  /** Docker forwards what comes to a published port from this machine's own address on the network. */
  get clientIp(): string {
    return this.network.hostIp;
  }

  startGateway(options: GatewayOptions): Promise<StartedGateway> {
    return this.gatewayStarter(this.network, options);
  }

  startRedis(options?: RedisOptions): Promise<SiteRedis> {
    return RedisContainer.start(this.network, options);
  }

  startOrigin(): Promise<SiteOrigin> {
    return OriginContainer.start(this.network);
  }

  stop(): Promise<void> {
    return this.network.remove();
  }
}
