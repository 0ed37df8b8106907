import { type StartedTestContainer, Wait } from 'testcontainers';
import type { SiteRedis } from '../gateways/site.ts';
import { onFreePort } from '../servers/free-port.ts';
import { type RedisClient, RedisClients } from '../servers/redis-clients.ts';
import { configurationText, type RedisOptions, redisUrl } from '../servers/redis-server.ts';
import { until, waitFor } from '../control/wait.ts';
import type { ContainerNetwork } from './network.ts';
import { docker, preparedImage } from './run.ts';

/** The name of every Redis on its network: it needs a dot, and a last label of letters. */
export const REDIS_NAME = 'redis.test';

const PORT = 6379;
const CONFIGURATION = '/etc/redis.conf';

/** True of what Docker says when a port of this machine is another's, be it a container's or not. */
export function isPublishedPortTaken(error: unknown): boolean {
  return error instanceof Error && /port is already allocated|address already in use/.test(error.message);
}

/** A redis-server in a container. */
export class RedisContainer implements SiteRedis {
  readonly #clients = new RedisClients();

  private constructor(
    private readonly container: StartedTestContainer,
    readonly address: string,
    readonly port: number,
    private readonly password: string | undefined,
  ) {}

  static start(network: ContainerNetwork, options: RedisOptions = {}): Promise<RedisContainer> {
    const startOn = (port: number) => RedisContainer.#startOn(port, network, options);
    // Chosen here, as Docker would choose another one at every start.
    return options.port === undefined ? onFreePort(startOn, isPublishedPortTaken) : startOn(options.port);
  }

  static async #startOn(
    port: number,
    network: ContainerNetwork,
    options: RedisOptions,
  ): Promise<RedisContainer> {
    const config = { bind: '0.0.0.0', 'protected-mode': 'no', ...options.config };
    const content = configurationText(PORT, '/tmp', { ...options, config });
    const container = await network
      .container(preparedImage('redis'))
      .withNetworkAliases(REDIS_NAME)
      .withExposedPorts({ container: PORT, host: port })
      .withCopyContentToContainer([{ content, target: CONFIGURATION, mode: 0o644 }])
      .withEntrypoint(['redis-server'])
      .withCommand([CONFIGURATION])
      .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
      .start();
    const address = `${container.getIpAddress(network.name)}:${PORT}`;
    return new RedisContainer(container, address, port, options.password);
  }

  get url(): string {
    return redisUrl(this.port, this.password);
  }

  client(): Promise<RedisClient> {
    return this.#clients.open(this.url);
  }

  async kill(): Promise<void> {
    await docker('kill', this.#id);
  }

  async restart(): Promise<void> {
    await docker('restart', '--time', '5', this.#id);
    const answers = async () => {
      const client = await this.client();
      return (await client.ping()) === 'PONG';
    };
    await until(waitFor('Redis to answer again', answers));
  }

  async freeze(): Promise<void> {
    await docker('pause', this.#id);
  }

  async thaw(): Promise<void> {
    await docker('unpause', this.#id);
  }

  async stop(): Promise<void> {
    this.#clients.close();
    await this.container.stop({ timeout: 0 });
  }

  get #id(): string {
    return this.container.getId();
  }
}
