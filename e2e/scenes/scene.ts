import { moduleFile } from '../../scripts/compile.ts';
import { chosenKind } from '../gateways/chosen.ts';
import type { GatewayOptions, StartedGateway } from '../gateways/gateway.ts';
import { mcpBridge, staticService } from '../resources/mcp-bridge.ts';
import type { Resource } from '../resources/resource.ts';
import { Origin } from '../servers/origin.ts';
import { type RedisOptions, RedisServer, type StartedRedis } from '../servers/redis-server.ts';
import { CleanUp } from './clean-up.ts';
import { Client } from './client.ts';

/** The name under which plugins know the Redis of a scene, and routes its origin. */
export const REDIS_SERVICE = 'redis.static';
export const ORIGIN_SERVICE = 'origin.static:80';

/** `spec.url` of the plugin under test. */
export const PLUGIN_URL = chosenKind.moduleUrl(moduleFile('release'));

/** A Redis, an origin, and gateways in front of them, for as long as a suite needs them. */
export class Scene {
  readonly gateways: StartedGateway[] = [];

  private constructor(
    readonly redis: StartedRedis,
    readonly origin: Origin,
    private readonly cleanUp: CleanUp,
  ) {}

  static async start(redis: RedisOptions = {}): Promise<Scene> {
    const cleanUp = new CleanUp();
    try {
      const server = await cleanUp.own(RedisServer.start(redis));
      return new Scene(server, await cleanUp.own(Origin.start()), cleanUp);
    } catch (error) {
      await cleanUp.stop();
      throw error;
    }
  }

  /** The services as the gateway reaches them; Redis by way of another port if that is given. */
  services(redisPort = this.redis.port): Resource {
    return mcpBridge(
      staticService('redis', chosenKind.addressOf(redisPort)),
      staticService('origin', chosenKind.addressOf(this.origin.port)),
    );
  }

  own<T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
    return this.cleanUp.own(starting);
  }

  /** Starts a gateway and a client of it. */
  async gateway(options: GatewayOptions): Promise<{ gateway: StartedGateway; client: Client }> {
    const gateway = await this.own(chosenKind.start(options));
    this.gateways.push(gateway);
    const client = await this.own(Promise.resolve(new Client(gateway.url)));
    return { gateway, client };
  }

  stop(): Promise<void> {
    return this.cleanUp.stop();
  }
}
