import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Orders, ordersOf } from './origin-orders.ts';
import type { SiteOrigin } from './server.ts';

/** What the origin saw of one request; it answers with this as JSON. */
export type Echo = { method: string; path: string; headers: IncomingMessage['headers']; body: string };

/** On every answer, so that it can be told from one in the origin's stead. */
export const ORIGIN_MARK = 'x-answered-by-origin';

/** A server behind the gateway. It echoes what it got; the path may ask for something else, see `Orders`. */
export class Origin implements SiteOrigin {
  readonly #server: Server;
  #requests: Echo[] = [];
  #arrived = 0;
  #statuses = new Map<number, number>();

  private constructor(private readonly isRemembering: boolean) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /**
   * Listens on loopback if no other address is named; without a port, on a free one. One that runs for long must not
   * remember what it saw: it only counts.
   */
  static async start({ port = 0, host = '127.0.0.1', isRemembering = true } = {}): Promise<Origin> {
    const origin = new Origin(isRemembering);
    origin.#server.listen(port, host);
    await once(origin.#server, 'listening');
    return origin;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** Everything seen since the start or the last `reset()`, oldest first. */
  get requests(): readonly Echo[] {
    return this.#requests;
  }

  async seen(): Promise<readonly Echo[]> {
    return this.#requests;
  }

  /** How many requests came, remembered or not. */
  get arrived(): number {
    return this.#arrived;
  }

  /** How many of those it remembers came for paths that start with `prefix`. */
  count(prefix = ''): number {
    return this.#requests.filter(({ path }) => path.startsWith(prefix)).length;
  }

  /** How many answers had a status of the class, 4 for 4xx. */
  answered(statusClass: number): number {
    const matching = [...this.#statuses].filter(([status]) => Math.floor(status / 100) === statusClass);
    return matching.reduce((sum, [, count]) => sum + count, 0);
  }

  reset(): void {
    this.#requests = [];
    this.#arrived = 0;
    this.#statuses = new Map();
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const echo: Echo = { method: request.method ?? '', path, headers: request.headers, body: '' };
    this.#arrived++;
    if (this.isRemembering) this.#requests.push(echo);
    try {
      for await (const chunk of request) echo.body += String(chunk);
    } catch {
      // The client left before its body was whole: there is nobody to answer.
      return;
    }
    const orders = ordersOf(path);
    if (orders.isHanging) return;
    if (orders.delay !== undefined) await sleep(orders.delay);
    if (orders.isReset) {
      request.socket.resetAndDestroy();
      return;
    }
    const status = orders.status ?? 200;
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    const body = orders.size === undefined ? `${JSON.stringify(echo)}\n` : 'x'.repeat(orders.size);
    const type = orders.size === undefined ? 'application/json' : 'text/plain';
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      [ORIGIN_MARK]: 'yes',
      ...orders.headers,
    });
    await sendBody(response, Buffer.from(body), orders);
  }
}

const TRICKLED_PIECES = 10;

async function sendBody(response: ServerResponse, body: Buffer, orders: Orders): Promise<void> {
  const sent = body.subarray(0, orders.truncate ?? orders.stall ?? body.length);
  // Otherwise the headers wait for the first byte of the body.
  if (orders.trickle !== undefined || orders.stall !== undefined) response.flushHeaders();
  const pieceBytes = orders.trickle === undefined ? sent.length : Math.ceil(sent.length / TRICKLED_PIECES);
  for (let at = 0; at < sent.length && !response.destroyed; at += pieceBytes) {
    if (orders.trickle !== undefined) await sleep(orders.trickle);
    response.write(sent.subarray(at, at + pieceBytes));
  }
  if (orders.stall !== undefined) return;
  if (sent.length === body.length) response.end();
  // What was written leaves before the end: destroying at once would drop it.
  else response.socket?.end(() => response.destroy());
}
