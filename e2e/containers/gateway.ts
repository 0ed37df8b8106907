import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { GenericContainer, StartedTestContainer } from 'testcontainers';
import type { GatewayOptions, Readiness, StartedGateway, StoppedGateway } from '../gateways/gateway.ts';
import type { AnyResource } from '../resources/resource.ts';
import { until, waitFor } from '../wait.ts';
import { type ContainerFile, dataPath, filesOf } from './files.ts';
import type { ContainerModules } from './modules.ts';
import { docker } from './run.ts';

export const HTTP_PORT = 8080;
export const START_TIMEOUT_MS = 120_000;
const STOP_SECONDS = 10;
const SHOWN_LINES = 40;

/** A gateway of some image, with its resources copied to /data. */
export abstract class GatewayContainer implements StartedGateway {
  readonly #lines: string[] = [];
  #container: StartedTestContainer | undefined;

  protected constructor(private readonly modules: ContainerModules) {}

  abstract readonly url: string;
  abstract readonly adminUrl: string;
  abstract readiness(): Promise<Readiness>;
  /** The text of a resource's file. */
  protected abstract textOf(resource: AnyResource): string;
  /** Makes a change and resolves when the gateway has taken it over. */
  protected abstract takingOver(change: () => Promise<void>): Promise<void>;
  /** One line of the container's log, as the suites read it; undefined if it is not for them. */
  protected abstract hear(line: string): string | undefined;

  /** Starts it with the files of its resources in place. The container is removed if it fails. */
  protected async launch(container: GenericContainer, { resources, mustBeReady = true }: GatewayOptions) {
    container
      .withCopyContentToContainer(this.#filesOf(resources))
      .withLogConsumer((stream) => this.listen(stream))
      .withStartupTimeout(START_TIMEOUT_MS);
    try {
      this.#container = await container.start();
      const isServing = async () => (await this.readiness()).reasons.every(({ kind }) => kind !== 'Envoy');
      if (mustBeReady) await this.waitReady();
      else await until(waitFor('the gateway to serve', isServing), START_TIMEOUT_MS);
    } catch (cause) {
      const said = this.#container === undefined ? this.#lines.slice(-SHOWN_LINES) : await this.lastWords();
      await this.#container?.stop({ timeout: 0 });
      throw new Error([`the gateway's container did not start: ${cause}`, ...said].join('\n  '), { cause });
    }
  }

  protected get container(): StartedTestContainer {
    if (this.#container === undefined) throw new Error('the container of the gateway is not running');
    return this.#container;
  }

  /** What tells why it did not become ready. */
  protected async lastWords(): Promise<string[]> {
    return this.#lines.slice(-SHOWN_LINES);
  }

  protected listen(stream: Readable): void {
    createInterface({ input: stream }).on('line', (text) => {
      const line = this.hear(text);
      if (line !== undefined) this.#lines.push(line);
    });
  }

  async apply(...resources: AnyResource[]): Promise<void> {
    const files = this.#filesOf(resources);
    await this.takingOver(() => this.container.copyContentToContainer(files));
  }

  async remove(...resources: AnyResource[]): Promise<void> {
    const files = resources.map(dataPath);
    await this.takingOver(async () => {
      // Whoever the gateway runs as, its files are root's.
      await docker('exec', '--user', '0', this.container.getId(), 'rm', ...files);
    });
  }

  async waitReady(): Promise<void> {
    const isReady = async () => (await this.readiness()).isReady;
    await until(waitFor('the gateway to be ready', isReady), START_TIMEOUT_MS);
  }

  logs(): readonly string[] {
    return this.#lines;
  }

  async stop(): Promise<StoppedGateway> {
    const id = this.container.getId();
    await docker('stop', '--time', String(STOP_SECONDS), id);
    const end = `exit code ${await docker('inspect', '--format', '{{.State.ExitCode}}', id)}`;
    await this.container.stop({ timeout: 0 });
    return { end, logs: () => this.#lines };
  }

  #filesOf(resources: readonly AnyResource[]): ContainerFile[] {
    return filesOf(resources, this.modules, (resource) => this.textOf(resource));
  }
}
