import { moduleFile } from '../../scripts/compile.ts';
import { FaultProxy } from '../faults/fault-proxy.ts';
import { Faults } from '../faults/faults.ts';
import { chosenKind } from '../kinds/chosen.ts';
import type { GatewayOptions, StartedGateway } from '../gateways/gateway.ts';
import { type Harm, mustBeUnharmed } from '../gateways/harm.ts';
import type { Reachable, Site, SiteOrigin, SiteRedis } from '../gateways/site.ts';
import { mcpBridge, staticService } from '../resources/mcp-bridge.ts';
import type { Resource } from '../resources/resource.ts';
import type { IssuedCertificate } from '../servers/certificate-authority.ts';
import type { RedisOptions } from '../servers/redis-server.ts';
import { TlsTerminator } from '../servers/tls-terminator.ts';
import { CleanUp } from '../control/clean-up.ts';
import { Client } from './client.ts';

/** The name under which plugins know the Redis of a scene, and routes its origin. */
export const REDIS_SERVICE = 'redis.static';
export const ORIGIN_SERVICE = 'origin.static:80';

/** `spec.url` of the plugin under test: the release module of this checkout, or the one named by PLUGIN_WASM. */
export const PLUGIN_URL = chosenKind.moduleUrl(process.env['PLUGIN_WASM'] ?? moduleFile('release'));

/** A Redis, an origin, and gateways in front of them, for as long as a suite needs them. */
export class Scene {
  readonly gateways: StartedGateway[] = [];

  private constructor(
    private readonly site: Site,
    readonly redis: SiteRedis,
    readonly origin: SiteOrigin,
    /** What can be made to go wrong with them. */
    readonly faults: Faults,
    private readonly cleanUp: CleanUp,
  ) {}

  static async start(redis: RedisOptions = {}): Promise<Scene> {
    const cleanUp = new CleanUp();
    try {
      const site = await cleanUp.own(chosenKind.openSite());
      const server = await cleanUp.own(site.startRedis(redis));
      const origin = await cleanUp.own(site.startOrigin());
      const network = await cleanUp.own(FaultProxy.start({ target: server, host: site.host }));
      const faults = new Faults(server, network, () => cleanUp.own(site.startRedis(redis)));
      return new Scene(site, server, origin, faults, cleanUp);
    } catch (error) {
      await cleanUp.stop();
      throw error;
    }
  }

  /** By which gateways reach a server of the test's own process, if it listens there. */
  get host(): string {
    return this.site.host;
  }

  /** From which gateways see the requests of `Client`. */
  get clientIp(): string {
    return this.site.clientIp;
  }

  /** The services as the gateway reaches them; another Redis, or this one by another way, if that is given. */
  services(redis: Reachable = this.redis): Resource {
    return mcpBridge(staticService('redis', redis.address), staticService('origin', this.origin.address));
  }

  own<T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
    return this.cleanUp.own(starting);
  }

  /** A way to the scene's Redis beside `faults.network`. */
  anotherNetwork(): Promise<FaultProxy> {
    return this.own(FaultProxy.start({ target: this.redis, host: this.site.host }));
  }

  /** A way to the scene's Redis that speaks TLS. */
  redisBehindTls(certificate?: IssuedCertificate): Promise<TlsTerminator> {
    return this.own(TlsTerminator.start({ target: this.redis, host: this.site.host, certificate }));
  }

  anotherRedis(): Promise<SiteRedis> {
    return this.own(this.site.startRedis());
  }

  /**
   * Starts a gateway and a client of it. The end of the scene fails if the gateway was harmed; `planted` names what
   * the suite does to it on purpose.
   */
  async gateway(
    options: GatewayOptions,
    planted: readonly Harm[] = [],
  ): Promise<{ gateway: StartedGateway; client: Client }> {
    const gateway = await this.site.startGateway(options);
    const usual: readonly Harm[] = chosenKind.lacks['clean end'] === undefined ? [] : ['hard end'];
    await this.own(Promise.resolve(endingUnharmed(gateway, [...usual, ...planted])));
    this.gateways.push(gateway);
    const client = await this.own(Promise.resolve(new Client(gateway.url)));
    return { gateway, client };
  }

  stop(): Promise<void> {
    return this.cleanUp.stop();
  }
}

/** Stops the gateway and looks back at what became of it. @throws {HarmedGateway} from `stop` */
export function endingUnharmed(
  gateway: Pick<StartedGateway, 'stop'>,
  planted: readonly Harm[],
): { stop(): Promise<void> } {
  return { stop: async () => mustBeUnharmed(await gateway.stop(), planted) };
}
