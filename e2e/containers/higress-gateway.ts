import { setTimeout as sleep } from 'node:timers/promises';
import { Wait } from 'testcontainers';
import { endOwned, spawnOwned } from '../../scripts/process/owned.mjs';
import type {
  GatewayOptions,
  LogLevel,
  Readiness,
  StartedGateway,
  StoppedGateway,
} from '../gateways/gateway.ts';
import type { AnyResource } from '../resources/resource.ts';
import { nameOf } from '../resources/resource.ts';
import { GatewayContainer, HTTP_PORT } from './gateway.ts';
import { suiteLine, versionedText } from './higress-texts.ts';
import type { ContainerModules } from './modules.ts';
import { type ContainerNetwork, mappedAddress } from './network.ts';
import { preparedImage } from './run.ts';

const LOG_FOLDER = '/var/log/higress';
const STEADY_MS = 1_000;
/** After it a change that left no trace was refused, or changed nothing. */
const CHANGE_TIMEOUT_MS = 15_000;

/** What all-in-one is told: the gateway alone, every service known to it, its log fit for the suites. */
export function higressEnvironment(workers: number, logLevel: LogLevel): Record<string, string> {
  return {
    MODE: 'gateway',
    O11Y: 'off',
    USE_PLUGIN_SERVER: 'off',
    GATEWAY_CONCURRENCY: String(workers),
    GATEWAY_COMPONENT_LOG_LEVEL: `misc:error,wasm:${logLevel}`,
    // Otherwise a service that no route leads to, as Redis is, stays unknown to plugins.
    PILOT_FILTER_GATEWAY_CLUSTER_CONFIG: 'false',
  };
}

/** The all-in-one image of Higress. Its parts are asked from inside, as some listen on its loopback only. */
export class HigressContainer extends GatewayContainer {
  #version = 0;
  readonly #plugins = new Set<string>();
  #tail: ReturnType<typeof spawnOwned> | undefined;

  static async start(
    modules: ContainerModules,
    network: ContainerNetwork,
    options: GatewayOptions,
  ): Promise<StartedGateway> {
    const { workers = 1, logLevel = 'info' } = options;
    const gateway = new HigressContainer(modules);
    const container = network
      .container(preparedImage('gateway'))
      .withExposedPorts(HTTP_PORT)
      .withEnvironment(higressEnvironment(workers, logLevel))
      .withWaitStrategy(Wait.forLogMessage('supervisord started'));
    await gateway.launch(container, options);
    gateway.#followLog();
    return gateway;
  }

  get url(): string {
    return `http://${mappedAddress(this.container, HTTP_PORT)}`;
  }

  get adminUrl(): string {
    throw new Error("all-in-one's administration listens inside its container only");
  }

  async readiness(): Promise<Readiness> {
    if ((await this.#ask('15021/healthz/ready')) === undefined) {
      return { isReady: false, reasons: [{ kind: 'Envoy', name: 'envoy', message: 'is not ready' }] };
    }
    const dump = (await this.#ask('15000/config_dump')) ?? '';
    const missing = [...this.#plugins].filter((name) => !dump.includes(`higress-system.${name}`));
    const reasons = missing.map((name) => ({ kind: 'WasmPlugin', name, message: 'is not delivered' }));
    return { isReady: reasons.length === 0, reasons };
  }

  override async remove(...resources: AnyResource[]): Promise<void> {
    for (const resource of resources) this.#plugins.delete(nameOf(resource));
    await super.remove(...resources);
  }

  override async stop(): Promise<StoppedGateway> {
    if (this.#tail !== undefined) await endOwned(this.#tail);
    return super.stop();
  }

  protected textOf(resource: AnyResource): string {
    if (resource.kind === 'WasmPlugin') this.#plugins.add(nameOf(resource));
    return versionedText(resource, ++this.#version);
  }

  protected hear(line: string): string | undefined {
    return suiteLine(line);
  }

  /** Resolves when the gateway's configuration has changed and stayed so for a while. */
  protected async takingOver(change: () => Promise<void>): Promise<void> {
    const before = await this.#ask('15000/config_dump');
    await change();
    const end = Date.now() + CHANGE_TIMEOUT_MS;
    for (let last = before; Date.now() < end;) {
      await sleep(STEADY_MS);
      const now = await this.#ask('15000/config_dump');
      if (now !== before && now === last) return;
      last = now;
    }
  }

  protected override async lastWords(): Promise<string[]> {
    const { output } = await this.container.exec(['sh', '-c', `tail -n 40 ${LOG_FOLDER}/*.log`]);
    return output.split('\n');
  }

  /** Only the supervisor writes to the container's own log. */
  #followLog(): void {
    const args = ['exec', this.container.getId(), 'tail', '-n', '+1', '-F', `${LOG_FOLDER}/gateway.log`];
    this.#tail = spawnOwned('docker', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.listen(this.#tail.stdout!);
  }

  async #ask(place: string): Promise<string | undefined> {
    const { exitCode, output } = await this.container.exec(['curl', '-fsS', `http://127.0.0.1:${place}`]);
    return exitCode === 0 ? output : undefined;
  }
}
