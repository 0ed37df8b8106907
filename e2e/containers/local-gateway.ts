import type { GatewayOptions, Readiness, Reason, StartedGateway } from '../gateways/gateway.ts';
import { logMarker } from '../resources/log-marker.ts';
import { type AnyResource, textOf } from '../resources/resource.ts';
import { until, waitFor } from '../control/wait.ts';
import { GatewayContainer, HTTP_PORT, START_TIMEOUT_MS } from './gateway.ts';
import type { ContainerModules } from './modules.ts';
import { type ContainerNetwork, mappedAddress } from './network.ts';
import { preparedImage } from './run.ts';

const ADMIN_PORT = 15000;
/** Docker accepts what nobody in the container listens for yet. */
const ANSWER_TIMEOUT_MS = 5_000;
/** Keeps linked modules from one container to the next; their names tell what they were made of. */
const LINK_CACHE = { source: 'higress-redis-linked', target: '/opt/gateway/.cache', mode: 'rw' } as const;
const TAKEN_OVER = /^gateway: took over a change/;

/** The image of the local gateway. */
export class LocalGatewayContainer extends GatewayContainer {
  static async start(
    modules: ContainerModules,
    network: ContainerNetwork,
    options: GatewayOptions,
  ): Promise<StartedGateway> {
    const { workers = 1, logLevel = 'info' } = options;
    const gateway = new LocalGatewayContainer(modules);
    const container = network
      .container(preparedImage('gateway'))
      .withExposedPorts(HTTP_PORT, ADMIN_PORT)
      .withBindMounts([LINK_CACHE])
      .withCommand(['--workers', String(workers), '--log-level', logLevel]);
    await gateway.launch(container, options);
    return gateway;
  }

  get url(): string {
    return `http://${mappedAddress(this.container, HTTP_PORT)}`;
  }

  async metrics(): Promise<string> {
    return (await this.#ask('/stats/prometheus')).text();
  }

  async configDump(): Promise<string> {
    return (await this.#ask('/config_dump')).text();
  }

  async readiness(): Promise<Readiness> {
    const response = await this.#ask('/ready');
    const { ready, reasons = [] } = (await response.json()) as { ready: boolean; reasons?: Reason[] };
    return { isReady: ready, reasons };
  }

  /** The container has one log, in order: what was said before the marker comes before it. */
  async drainLogs(): Promise<void> {
    await this.apply(logMarker());
  }

  protected textOf(resource: AnyResource): string {
    return textOf(resource);
  }

  protected hear(line: string): string {
    return line;
  }

  protected async takingOver(change: () => Promise<void>): Promise<void> {
    const count = () => this.logs().filter((line) => TAKEN_OVER.test(line)).length;
    const before = count();
    await change();
    await until(
      waitFor('the gateway to take the change over', () => count() > before),
      START_TIMEOUT_MS,
    );
  }

  #ask(path: string): Promise<Response> {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    return fetch(`http://${mappedAddress(this.container, ADMIN_PORT)}${path}`, { signal });
  }
}
