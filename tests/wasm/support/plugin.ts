import { ScriptedHost, type HostOptions, type Root, type Stream } from '../host/index.ts';
import type { Configuration } from '../host/root.ts';
import type { StreamOptions } from '../host/stream.ts';
import { pluginModule } from './module.ts';
import { windowReply } from './replies.ts';

export interface Request {
  headers?: Readonly<Record<string, string | Uint8Array>>;
  properties?: StreamOptions['properties'];
}

/** The released module with one configuration, on a gateway of its own. */
export class Plugin {
  private constructor(
    readonly host: ScriptedHost,
    public root: Root,
  ) {}

  /** @throws ConfigureError if the module refuses the configuration */
  static async start(configuration: Configuration, options?: HostOptions): Promise<Plugin> {
    const host = await ScriptedHost.load(await pluginModule(), options);
    const root = host.start(configuration);
    host.take();
    return new Plugin(host, root);
  }

  /** A request of which only the headers have arrived. */
  request({ headers = {}, properties = {} }: Request = {}): Stream {
    const stream = this.root.stream({ properties });
    const usual = { ':method': 'GET', ':path': '/', ':scheme': 'http', ':authority': 'shop.example' };
    const pairs = Object.entries({ ...usual, ...headers });
    stream.requestHeaders(pairs, { endOfStream: true });
    return stream;
  }

  /** The Redis key under which a request is counted; undefined if it passes without a word to Redis. */
  keyFor(request?: Request): string | undefined {
    const stream = this.request(request);
    const [call] = this.host.redis.pending;
    const key = call?.command[3];
    if (call !== undefined) this.host.redis.reply(call, windowReply(10, 1, 60));
    if (stream.upstream.headers === undefined) throw new Error('the request was not let through');
    stream.end();
    return key;
  }

  /** The same for a request that differs only in one header. */
  keyForHeader(name: string, value: string | Uint8Array): string | undefined {
    return this.keyFor({ headers: { [name]: value } });
  }

  /** A request whose counter Redis answers with. */
  answered(reply: Uint8Array, request?: Request): Stream {
    const stream = this.request(request);
    this.host.redis.reply(undefined, reply);
    return stream;
  }

  get logged(): string[] {
    return this.host.logs.map(({ level, text }) => `${level} ${text}`);
  }
}

/** The origin's response headers reach the filter. */
export function respond(
  stream: Stream,
  headers: Readonly<Record<string, string>> = {},
): Record<string, string> {
  stream.responseHeaders({ ':status': '200', ...headers }, { endOfStream: true });
  return stream.downstream.headers?.toObject() ?? {};
}
