import { request, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { compileInjectingProbe } from '../../wasm/host/probes/compile.ts';
import { HeldServer } from './held-server.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';

/** A request through the gateway whose answer comes step by step. */
export class SlowExchange {
  body = '';
  /** How it ended; undefined while it goes on. */
  end: 'whole' | 'cut' | undefined;
  status: number | undefined;

  constructor(
    /** The origin's answer. */
    readonly origin: ServerResponse,
    private readonly call: ClientRequest,
  ) {
    call.on('error', () => (this.end = 'cut'));
    call.on('response', (incoming: IncomingMessage) => {
      this.status = incoming.statusCode;
      incoming.on('data', (chunk: Buffer) => (this.body += chunk.toString('latin1')));
      incoming.on('end', () => (this.end = 'whole'));
      incoming.on('error', () => (this.end = 'cut'));
    });
  }

  /** The client goes away. */
  leave(): void {
    this.call.destroy();
  }
}

/** A gateway with a probe that injects, an origin, and a server for callouts under the name `web.static`. */
export class InjectionScene {
  readonly #origin = new HeldServer();
  readonly #web = new HeldServer();
  #data: DataFolder | undefined;
  #gateway: RunningGateway | undefined;

  async start(): Promise<void> {
    const data = (this.#data = await DataFolder.create());
    const write = (name: string, content: object) => data.write(`${name}.yaml`, JSON.stringify(content));
    await data.write('probe.wasm', await compileInjectingProbe());
    const registry = (name: string, port: number) => {
      return { name, type: 'static', domain: `127.0.0.1:${port}`, port: 80, protocol: 'HTTP' };
    };
    const ports = [await this.#origin.start(), await this.#web.start()] as const;
    const registries = [registry('origin', ports[0]), registry('web', ports[1])];
    await write('mcpbridges/default', { spec: { registries } });
    const annotations = { 'higress.io/destination': 'origin.static:80' };
    const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }];
    await write('ingresses/app', { metadata: { annotations }, spec: { rules } });
    const url = `file://${data.path}/probe.wasm`;
    await write('wasmplugins/probe', { spec: { url, defaultConfig: { a: 1 } } });
    this.#gateway = await RunningGateway.serving(data, '--workers', '1');
    await this.#gateway.untilReady();
  }

  async stop(): Promise<void> {
    await this.#gateway?.stop();
    this.#origin.stop();
    this.#web.stop();
    await this.#data?.remove();
  }

  /** Sends a request with a script; its answer begins with these chunks, each seen by the plugin on its own. */
  async exchange(script: string, ...chunks: string[]): Promise<SlowExchange> {
    const call = request(this.#gateway!.httpUrl, { headers: { 'x-probe': script }, agent: false });
    call.end();
    // No chunk has left before somebody listens.
    const exchange = new SlowExchange(await this.#origin.next(), call);
    for (const chunk of chunks) await this.chunk(exchange, chunk);
    return exchange;
  }

  /** The origin sends a chunk, and the plugin has seen it when this returns. */
  async chunk({ origin }: SlowExchange, text: string): Promise<void> {
    const seen = this.#count('response_body');
    origin.write(text);
    await this.until('the chunk', () => this.#count('response_body') > seen);
  }

  /** The origin ends its answer, and the plugin has seen it when this returns. */
  async last({ origin }: SlowExchange, text?: string): Promise<void> {
    const isLast = () => this.told.filter((line) => /^response_body \d+,\d+,1$/.test(line)).length;
    const seen = isLast();
    origin.end(text);
    await this.until('the last chunk', () => isLast() > seen);
  }

  /** Answers the oldest callout, and the plugin has seen it when this returns. */
  async answerCallout(): Promise<void> {
    const seen = this.#count('http_call_response');
    (await this.#web.next()).end('web');
    await this.until('the reply to the callout', () => this.#count('http_call_response') > seen);
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    await this.#gateway!.until(what, isSo);
  }

  /** What plugin and shim said so far. */
  get told(): string[] {
    return this.#gateway!.stderr.flatMap((line) => /^plugin .+? \w+: (.*)$/s.exec(line)?.[1] ?? []);
  }

  #count(start: string): number {
    return this.told.filter((line) => line.startsWith(start)).length;
  }
}
