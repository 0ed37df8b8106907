import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GenericContainer, StartedTestContainer, WaitStrategy } from 'testcontainers';
import type { GatewayOptions, Readiness, StartedGateway, StoppedGateway } from '../gateways/gateway.ts';
import type { AnyResource } from '../resources/resource.ts';
import { until, waitFor } from '../control/wait.ts';
import { type ContainerFile, dataPath, filesOf } from './files.ts';
import type { ContainerModules } from './modules.ts';
import { docker } from './run.ts';

export const HTTP_PORT = 8080;
export const START_TIMEOUT_MS = 120_000;
const SHOWN_LINES = 40;
/** How long the last lines of a log may take to arrive. */
const LAST_LINES_MS = 2_000;

/** What the library waits with, it removes on a failure, log files and all; the waiting here is ours. */
const NO_WAIT: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => NO_WAIT,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => START_TIMEOUT_MS,
};

/** A gateway of some image, with its resources copied to /data. */
export abstract class GatewayContainer implements StartedGateway {
  readonly #lines: string[] = [];
  /** Each resolves at the end of a log. */
  readonly #heard: Promise<void>[] = [];
  #container: StartedTestContainer | undefined;
  /** After which a container that was asked to end is killed. */
  protected readonly stopSeconds: number = 20;
  /** By which Docker knows the container, also one that never came up or has ended. */
  protected readonly containerName = `higress-redis-${randomUUID()}`;

  protected constructor(private readonly modules: ContainerModules) {}

  abstract readonly url: string;
  abstract metrics(): Promise<string>;
  abstract configDump(): Promise<string>;
  abstract drainLogs(): Promise<void>;
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
      .withName(this.containerName)
      .withWaitStrategy(NO_WAIT);
    try {
      this.#container = await container.start();
      const isServing = async () => {
        const { isReady, reasons } = await this.readiness();
        return mustBeReady ? isReady : reasons.every(({ kind }) => kind !== 'Envoy');
      };
      await this.#untilUp(isServing);
    } catch (cause) {
      const said = [...this.#lines.slice(-SHOWN_LINES), ...(await this.lastWords())];
      // It may never have been made.
      await docker('rm', '--force', '--volumes', this.containerName).catch(() => undefined);
      throw new Error([`the gateway's container did not start: ${cause}`, ...said].join('\n  '), { cause });
    }
  }

  protected get container(): StartedTestContainer {
    if (this.#container === undefined) throw new Error('the container of the gateway is not running');
    return this.#container;
  }

  /** What tells why it did not become ready, beside its log. The container may have ended, or never have been. */
  protected async lastWords(): Promise<string[]> {
    return [];
  }

  protected listen(stream: Readable): void {
    const lines = createInterface({ input: stream });
    lines.on('line', (text) => {
      const line = this.hear(text);
      if (line !== undefined) this.#lines.push(line);
    });
    this.#heard.push(new Promise((resolve) => lines.once('close', resolve)));
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
    await this.#untilUp(async () => (await this.readiness()).isReady);
  }

  logs(): readonly string[] {
    return this.#lines;
  }

  async stop(): Promise<StoppedGateway> {
    const id = this.container.getId();
    await docker('stop', '--time', String(this.stopSeconds), id);
    const end = `exit code ${await docker('inspect', '--format', '{{.State.ExitCode}}', id)}`;
    await Promise.race([Promise.all(this.#heard), sleep(LAST_LINES_MS, undefined, { ref: false })]);
    await this.container.stop({ timeout: 0 });
    return { end, logs: () => this.#lines };
  }

  /** Gives up as soon as the container has ended. */
  async #untilUp(isUp: () => Promise<boolean>): Promise<void> {
    let hasEnded = false;
    const look = async () => {
      try {
        return await isUp();
      } catch (error) {
        hasEnded = !(await this.#isRunning());
        if (hasEnded) return true;
        throw error;
      }
    };
    await until(waitFor('the gateway to be ready', look), START_TIMEOUT_MS);
    if (hasEnded) throw new Error('its container has ended');
  }

  async #isRunning(): Promise<boolean> {
    return (await docker('inspect', '--format', '{{.State.Running}}', this.containerName)) === 'true';
  }

  #filesOf(resources: readonly AnyResource[]): ContainerFile[] {
    return filesOf(resources, this.modules, (resource) => this.textOf(resource));
  }
}
