import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the origin saw of one request; it answers with this as JSON. */
export type Echo = { method: string; path: string; headers: IncomingMessage['headers']; body: string };

/**
 * A server behind the gateway. It echoes what it got; segments of the path change how it answers and may be combined:
 * `/delay/250` waits ms, `/status/404` answers that status, `/size/1024` sends that many bytes in place of the echo.
 */
export class Origin {
  readonly #server: Server;
  #requests: Echo[] = [];
  #statuses = new Map<number, number>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Listens on loopback; without a port, on a free one. */
  static async start(options: { port?: number } = {}): Promise<Origin> {
    const origin = new Origin();
    origin.#server.listen(options.port ?? 0, '127.0.0.1');
    await once(origin.#server, 'listening');
    return origin;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Everything seen since the start or the last `reset()`, oldest first. */
  get requests(): readonly Echo[] {
    return this.#requests;
  }

  /** How many requests came, or came for paths that start with `prefix`. */
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
    this.#requests.push(echo);
    try {
      for await (const chunk of request) echo.body += String(chunk);
    } catch {
      // The client left before its body was whole: there is nobody to answer.
      return;
    }
    const orders = ordersOf(path);
    if (orders.delay !== undefined) await sleep(orders.delay);
    const status = orders.status ?? 200;
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    const body = orders.size === undefined ? `${JSON.stringify(echo)}\n` : 'x'.repeat(orders.size);
    const type = orders.size === undefined ? 'application/json' : 'text/plain';
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  }
}

type Orders = { delay?: number; status?: number; size?: number };

function ordersOf(path: string): Orders {
  const segments = (path.split('?')[0] ?? '').split('/');
  const orders: Orders = {};
  for (const [index, name] of segments.entries()) {
    const value = segments[index + 1] ?? '';
    if ((name === 'delay' || name === 'status' || name === 'size') && /^\d{1,8}$/.test(value)) {
      orders[name] = Number(value);
    }
  }
  return orders;
}
