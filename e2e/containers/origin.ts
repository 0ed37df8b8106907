import { fileURLToPath } from 'node:url';
import { type StartedTestContainer, Wait } from 'testcontainers';
import { bundle } from '../../scripts/docker/bundle.ts';
import type { SiteOrigin } from '../gateways/site.ts';
import type { Echo } from '../servers/origin.ts';
import { mappedAddress, type ContainerNetwork } from './network.ts';
import { preparedImage } from './run.ts';

/** The name of the origin on its network. */
export const ORIGIN_NAME = 'origin.test';
export const ORIGIN_PORT = 8000;

const PROGRAM = fileURLToPath(new URL('./origin-program.ts', import.meta.url));
const TARGET = '/opt/origin.mjs';
const WITNESS_PORT = 8001;

/** The origin in a container. */
export class OriginContainer implements SiteOrigin {
  private constructor(
    private readonly container: StartedTestContainer,
    readonly address: string,
  ) {}

  static async start(network: ContainerNetwork): Promise<OriginContainer> {
    const container = await network
      .container(preparedImage('node'))
      .withNetworkAliases(ORIGIN_NAME)
      .withExposedPorts(WITNESS_PORT)
      .withCopyContentToContainer([{ content: await bundle(PROGRAM), target: TARGET, mode: 0o644 }])
      .withEntrypoint(['node', TARGET])
      .withCommand([String(ORIGIN_PORT), String(WITNESS_PORT)])
      .withWaitStrategy(Wait.forHttp('/', WITNESS_PORT).withReadTimeout(200))
      .start();
    return new OriginContainer(container, `${container.getIpAddress(network.name)}:${ORIGIN_PORT}`);
  }

  async seen(): Promise<readonly Echo[]> {
    const response = await fetch(`http://${mappedAddress(this.container, WITNESS_PORT)}`);
    return (await response.json()) as Echo[];
  }

  async stop(): Promise<void> {
    await this.container.stop({ timeout: 0 });
  }
}
