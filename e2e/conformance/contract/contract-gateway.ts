import { once } from 'node:events';
import { connect } from 'node:net';
import { DataFolder, RunningGateway } from '../../../tests/gateway/envoy/running-gateway.ts';
import { CleanUp } from '../../control/clean-up.ts';
import { CalloutServer } from './callout-server.ts';
import { FENCE_HEADER, FENCE_LINE, fenceModule } from './fence-module.ts';
import { Fence } from './fence.ts';
import { Http2Origin } from './http2-origin.ts';
import { RedisDouble } from './redis-double.ts';

const TOLD = /^plugin (.+?) \w+: (.*)$/s;
const TAKEN_OVER = 'gateway: took over a change';
const FENCE: ContractPlugin = {
  ...{ name: 'fence', module: 'fence.wasm', configuration: {}, failStrategy: 'FAIL_CLOSE' },
  priority: 1000,
};
/** What comes by a timer of no length or by another event of the same moment is over after the second. */
const FENCE_ROUNDS = 2;

export interface ContractPlugin {
  name: string;
  /** A file of the data folder. */
  module: string;
  configuration: object;
  failStrategy: string;
  /** Higher runs first. */
  priority: number;
}

/** A local gateway with an origin, a server for callouts and a Redis that do as vectors say. */
export class ContractGateway {
  private constructor(
    private readonly cleanUp: CleanUp,
    private readonly data: DataFolder,
    private readonly fence: Fence,
    readonly origin: Http2Origin,
    readonly web: CalloutServer,
    readonly redis: RedisDouble,
    private readonly gateway: RunningGateway,
  ) {}

  static async start(plugin: ContractPlugin, module: Uint8Array): Promise<ContractGateway> {
    const cleanUp = new CleanUp();
    try {
      return await ContractGateway.#start(cleanUp, plugin, module);
    } catch (error) {
      await cleanUp.stop();
      throw error;
    }
  }

  static async #start(
    cleanUp: CleanUp,
    plugin: ContractPlugin,
    module: Uint8Array,
  ): Promise<ContractGateway> {
    const data = await DataFolder.create();
    await cleanUp.own(Promise.resolve({ stop: () => data.remove() }));
    const fence = await cleanUp.own(Fence.start());
    const origin = await cleanUp.own(Http2Origin.start(fence));
    const web = await cleanUp.own(CalloutServer.start());
    const redis = await cleanUp.own(RedisDouble.start());
    const ports = { origin: origin.port, web: web.port, redis: redis.port, fence: fence.redisPort };
    await writeRoutes(data, ports);
    await data.write(FENCE.module, fenceModule());
    await data.write(plugin.module, module);
    for (const each of [FENCE, plugin]) await data.write(...resourceOf(each, data));
    const gateway = await cleanUp.own(RunningGateway.serving(data, '--workers', '1'));
    await gateway.untilReady();
    const begun = await fetch(gateway.httpUrl, { headers: { [FENCE_HEADER]: 'begin' } });
    if (begun.status !== 204) throw new Error(`the fence answers ${begun.status}`);
    await gateway.until('the fence', () => fence.isHeld);
    return new ContractGateway(cleanUp, data, fence, origin, web, redis, gateway);
  }

  get url(): string {
    return this.gateway.httpUrl;
  }

  /** Everything that plugins of vectors said. */
  get told(): string[] {
    return this.gateway.stderr.flatMap((line) => {
      const [, plugin, text] = TOLD.exec(line) ?? [];
      return plugin === FENCE.name ? [] : (text ?? []);
    });
  }

  /** Resolves when everything has come that what happened before can bring without another cause. */
  async pastFence(): Promise<void> {
    const passed = () => this.gateway.stderr.filter((line) => TOLD.exec(line)?.[2] === FENCE_LINE).length;
    for (let round = 0; round < FENCE_ROUNDS; round++) {
      const before = passed();
      this.fence.letGo();
      await this.gateway.until('the fence', () => this.fence.isHeld && passed() > before);
    }
  }

  /** Takes a plugin over, or says why not. */
  async apply(plugin: ContractPlugin, module?: Uint8Array): Promise<string | undefined> {
    await this.#takingOver(async () => {
      if (module !== undefined) await this.data.write(plugin.module, module);
      await this.data.write(...resourceOf(plugin, this.data));
    });
    const { ready, reasons = [] } = await this.gateway.readiness();
    return ready ? undefined : reasons.map(({ message }) => message).join('; ');
  }

  async remove(name: string): Promise<void> {
    await this.#takingOver(() => this.data.remove(`wasmplugins/${name}.yaml`));
  }

  /** Without a host, a request is refused before it is given to any filter. Resolves to the first line of the answer. */
  async sendMalformed(): Promise<string> {
    const { hostname, port } = new URL(this.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return answer.toString('latin1').split('\r\n')[0]!;
  }

  async stop(): Promise<void> {
    await this.cleanUp.stop();
  }

  async #takingOver(change: () => Promise<void>): Promise<void> {
    const count = () => this.gateway.stderr.filter((line) => line.startsWith(TAKEN_OVER)).length;
    const before = count();
    await change();
    await this.gateway.until('the change to be taken over', () => count() > before);
  }
}

function resourceOf(plugin: ContractPlugin, data: DataFolder): [string, string] {
  const { name, module, configuration, failStrategy, priority } = plugin;
  const url = `file://${data.path}/${module}`;
  const spec = { url, defaultConfig: configuration, failStrategy, priority };
  return [`wasmplugins/${name}.yaml`, JSON.stringify({ spec })];
}

/** JSON is YAML. */
async function writeRoutes(
  data: DataFolder,
  ports: Record<'origin' | 'web' | 'redis' | 'fence', number>,
): Promise<void> {
  const service = (name: string, port: number, protocol: string) => {
    return { name, type: 'static', domain: `127.0.0.1:${port}`, port: 80, protocol };
  };
  const registries = [
    service('origin', ports.origin, 'HTTP2'),
    service('web', ports.web, 'HTTP'),
    service('redis', ports.redis, 'TCP'),
    service('fence', ports.fence, 'TCP'),
  ];
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));

  const ingress = (name: string, path: string, annotations: Record<string, string> = {}) =>
    data.write(
      `ingresses/${name}.yaml`,
      JSON.stringify({
        metadata: { annotations: { 'higress.io/destination': 'origin.static:80', ...annotations } },
        spec: { rules: [{ http: { paths: [{ path, pathType: 'Prefix' }] } }] },
      }),
    );
  await ingress('main', '/');
  await ingress('moved', '/moved', { 'higress.io/rewrite-path': '/was-moved' });

  // Services without endpoints.
  const empty = (name: string, port: number) =>
    data.write(`services/${name}.yaml`, JSON.stringify({ spec: { ports: [{ name: 'http', port }] } }));
  await empty('empty', 80);
  await empty('empty-redis', 6379);
}
