import { ConfigureError, type Root, ScriptedHost, type Stream } from '../../tests/wasm/host/index.ts';
import type { LogLine } from '../../tests/wasm/host/recorder.ts';
import type { SiteRedis } from '../gateways/site.ts';
import type { Resource } from '../resources/resource.ts';
import { type Echo, ORIGIN_MARK } from '../servers/origin.ts';
import { ordersOf } from '../servers/origin-orders.ts';
import { type Answer, answerOf } from './answer.ts';
import { arrivalOf, type Peer } from './arrival.ts';
import { RedisRoad } from './redis-road.ts';
import { chooseRoute, translationOf } from './route-table.ts';
import type { Ask } from './scenario.ts';
import type { Stage } from './stage.ts';
import { HOST } from './place.ts';
import type { Translation } from '../../gateway/translate/translate.ts';

type Running = { host: ScriptedHost; root: Root; road: RedisRoad; translation: Translation };

/** The release module on a scripted host; what the gateway would tell it comes from the gateway's own translation. */
export class ScriptedStage implements Stage {
  readonly name = 'scripted host';
  #running: Running | undefined;
  /** What a refused configuration was told, and from where on the log is about the last configuration. */
  #refusal: LogLine[] = [];
  #logsFrom = 0;

  constructor(
    private readonly module: Uint8Array,
    readonly redis: SiteRedis,
    private readonly place: readonly Resource[],
    private readonly peer: Peer,
  ) {}

  async configure(plugin: Resource): Promise<boolean> {
    const before = this.#running;
    const translation = await translationOf(...this.place, plugin);
    const host = await ScriptedHost.load(this.module);
    host.clusters.only(...translation.upstreams.map(({ cluster }) => cluster));
    const road = new RedisRoad(this.redis.port, (cluster) => host.redis.settings(cluster));
    host.redis.connect(road.send);
    try {
      const root = host.start(translation.plugins[0]?.configuration);
      this.#running = { host, root, road, translation };
      [this.#refusal, this.#logsFrom] = [[], 0];
      await before?.road.close();
      return true;
    } catch (error) {
      if (!(error instanceof ConfigureError)) throw error;
      // The one before goes on serving, as on a gateway.
      [this.#refusal, this.#logsFrom] = [[...error.lines], before?.host.logs.length ?? 0];
      return false;
    }
  }

  async sendAtOnce(asks: readonly Ask[]): Promise<Answer[]> {
    const { host } = this.#current;
    const begun = asks.map((ask) => ({ ask, ...this.#begin(ask) }));
    await host.settled();
    return begun.map(({ ask, stream, isRouted }) => finish(ask, stream, isRouted));
  }

  get #current(): Running {
    if (this.#running === undefined) throw new Error('no configuration was accepted yet');
    return this.#running;
  }

  #begin(ask: Ask): { stream: Stream; isRouted: boolean } {
    const { root, translation } = this.#current;
    const { headers, properties } = arrivalOf(ask, this.peer);
    const route = chooseRoute(translation, ask.host ?? HOST, ask.path ?? '/');
    const facts = route === undefined ? {} : { route_name: route.name, cluster_name: route.cluster };
    const stream = root.stream({ properties: { ...properties, ...facts } });
    stream.requestHeaders(headers, { endOfStream: ask.body === undefined });
    if (ask.body !== undefined) stream.requestBody(ask.body, { endOfStream: true });
    return { stream, isRouted: route !== undefined };
  }

  async said(): Promise<string[]> {
    const logs = [...this.#refusal, ...(this.#running?.host.logs.slice(this.#logsFrom) ?? [])];
    const complaints = logs.filter(({ level }) => level === 'warn' || level === 'error');
    return [...new Set(complaints.map(({ level, text }) => `${level} ${text}`))].sort();
  }

  async stop(): Promise<void> {
    await this.#running?.road.close();
  }
}

/** The origin, or the router without one, answers what the plugin let through. */
function finish(ask: Ask, stream: Stream, isRouted: boolean): Answer {
  const echo = isRouted && ask.method !== 'HEAD' ? echoOf(stream) : undefined;
  if (stream.upstream.headers !== undefined) {
    const orders = ordersOf(ask.path ?? '/');
    const status = isRouted ? (orders.status ?? 200) : 404;
    const headers = isRouted
      ? { 'content-type': 'application/json', [ORIGIN_MARK]: 'yes', ...orders.headers }
      : {};
    stream.responseHeaders({ ':status': String(status), ...headers }, { endOfStream: true });
  }
  stream.end();
  const { headers, body } = stream.downstream;
  if (headers === undefined) throw new Error(`no answer to ${JSON.stringify(ask)}`);
  const { ':status': status, ...others } = headers.toObject();
  return answerOf(Number(status), others, ask.method === 'HEAD' ? '' : body, echo);
}

/** What the origin gets of a request that the plugin let through, in the form in which the origin tells it. */
function echoOf({ upstream }: Stream): Echo | undefined {
  if (upstream.headers === undefined) return undefined;
  const {
    ':method': method = '',
    ':path': path = '',
    ':authority': host,
    ...others
  } = upstream.headers.toObject();
  const headers = Object.fromEntries(Object.entries(others).filter(([name]) => !name.startsWith(':')));
  // Node joins the lines of this one as a browser writes them.
  const cookies = upstream.headers.getAll('cookie');
  const joined = cookies.length > 0 ? { cookie: cookies.join('; ') } : {};
  return { method, path, headers: { ...headers, host, ...joined }, body: upstream.body };
}
