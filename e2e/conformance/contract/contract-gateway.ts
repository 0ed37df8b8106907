import { once } from 'node:events';
import { connect } from 'node:net';
import { DataFolder, RunningGateway } from '../../../tests/gateway/envoy/running-gateway.ts';
import { CalloutServer } from './callout-server.ts';
import { Http2Origin } from './http2-origin.ts';
import { RedisDouble } from './redis-double.ts';

const TOLD = /^plugin .+? \w+: (.*)$/s;
const TAKEN_OVER = 'gateway: took over a change';

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
    private readonly data: DataFolder,
    readonly origin: Http2Origin,
    readonly web: CalloutServer,
    readonly redis: RedisDouble,
    private readonly gateway: RunningGateway,
  ) {}

  static async start(plugin: ContractPlugin, module: Uint8Array): Promise<ContractGateway> {
    const data = await DataFolder.create();
    const [origin, web, redis] = await Promise.all([
      Http2Origin.start(),
      CalloutServer.start(),
      RedisDouble.start(),
    ]);
    await data.write(plugin.module, module);
    await writeRoutes(data, origin.port, web.port, redis.port);
    await data.write(...resourceOf(plugin, data));
    const gateway = await RunningGateway.serving(data, '--workers', '1');
    await gateway.untilReady();
    return new ContractGateway(data, origin, web, redis, gateway);
  }

  get url(): string {
    return this.gateway.httpUrl;
  }

  /** Everything plugins said. */
  get told(): string[] {
    return this.gateway.stderr.flatMap((line) => TOLD.exec(line)?.[1] ?? []);
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

  /** Without a host, a request is refused before it is given to any filter. */
  async sendMalformed(): Promise<void> {
    const { hostname, port } = new URL(this.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.end('GET / HTTP/1.1\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    await Promise.all([this.origin.stop(), this.web.stop(), this.redis.stop(), this.data.remove()]);
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
async function writeRoutes(data: DataFolder, origin: number, web: number, redis: number): Promise<void> {
  const service = (name: string, port: number, protocol: string) => {
    return { name, type: 'static', domain: `127.0.0.1:${port}`, port: 80, protocol };
  };
  const registries = [
    service('origin', origin, 'HTTP2'),
    service('web', web, 'HTTP'),
    service('redis', redis, 'TCP'),
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
