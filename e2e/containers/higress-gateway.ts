import { setTimeout as sleep } from 'node:timers/promises';
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
import { namesPlugin, suiteLine, versionedText } from './higress-texts.ts';
import { logTails } from './log-tails.ts';
import type { ContainerModules } from './modules.ts';
import { type ContainerNetwork, mappedAddress } from './network.ts';
import { preparedImage } from './run.ts';

const LOG_FOLDER = '/var/log/higress';
const STEADY_MS = 1_000;
/** The control plane passes a change on within two seconds; the rest is for a busy machine. */
const CHANGE_TIMEOUT_MS = 15_000;
/** `tail -F` looks at least once a second where the system tells it of nothing. */
const QUIET_MS = 1_500;
/** Of Envoy, on the container's own loopback. */
const ADMIN = '15000';

/** The configuration of Envoy is as before: the change was refused, or was none. */
export class ChangeIgnored extends Error {
  override name = 'ChangeIgnored';

  constructor() {
    super(`Envoy's configuration did not change and settle within ${CHANGE_TIMEOUT_MS} ms`);
  }
}

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
  /** It would not end in less than ten seconds for each of its programs. */
  protected override readonly stopSeconds = 1;
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
      .withEnvironment(higressEnvironment(workers, logLevel));
    await gateway.launch(container, options);
    gateway.#followLog();
    return gateway;
  }

  get url(): string {
    return `http://${mappedAddress(this.container, HTTP_PORT)}`;
  }

  async metrics(): Promise<string> {
    return this.#mustAsk(`${ADMIN}/stats/prometheus`);
  }

  async configDump(): Promise<string> {
    return this.#mustAsk(`${ADMIN}/config_dump`);
  }

  async readiness(): Promise<Readiness> {
    if ((await this.#ask('15021/healthz/ready')) === undefined) {
      return { isReady: false, reasons: [{ kind: 'Envoy', name: 'envoy', message: 'is not ready' }] };
    }
    const dump = (await this.#ask(`${ADMIN}/config_dump`)) ?? '';
    const missing = [...this.#plugins].filter((name) => !namesPlugin(dump, name));
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

  /** No line can be called for that would have to come last, so this waits until none has come for a while. */
  async drainLogs(): Promise<void> {
    for (let seen = -1; seen !== this.logs().length;) {
      seen = this.logs().length;
      await sleep(QUIET_MS);
    }
  }

  protected textOf(resource: AnyResource): string {
    if (resource.kind === 'WasmPlugin') this.#plugins.add(nameOf(resource));
    return versionedText(resource, ++this.#version);
  }

  protected hear(line: string): string | undefined {
    return suiteLine(line);
  }

  /** Resolves when the gateway's configuration has changed and stayed so for a while. @throws {ChangeIgnored} */
  protected async takingOver(change: () => Promise<void>): Promise<void> {
    const before = await this.configDump();
    await change();
    const end = Date.now() + CHANGE_TIMEOUT_MS;
    for (let last = before; Date.now() < end;) {
      await sleep(STEADY_MS);
      const now = await this.configDump();
      if (now !== before && now === last) return;
      last = now;
    }
    throw new ChangeIgnored();
  }

  protected override lastWords(): Promise<string[]> {
    return logTails(this.containerName, LOG_FOLDER);
  }

  /** Only the supervisor writes to the container's own log. */
  #followLog(): void {
    const args = ['exec', this.container.getId(), 'tail', '-n', '+1', '-F', `${LOG_FOLDER}/gateway.log`];
    this.#tail = spawnOwned('docker', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.listen(this.#tail.stdout!);
  }

  async #mustAsk(place: string): Promise<string> {
    const answer = await this.#ask(place);
    if (answer === undefined) throw new Error(`nobody answers at port ${place} of all-in-one`);
    return answer;
  }

  async #ask(place: string): Promise<string | undefined> {
    const { exitCode, output } = await this.container.exec(['curl', '-fsS', `http://127.0.0.1:${place}`]);
    return exitCode === 0 ? output : undefined;
  }
}
