import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const HALF_AN_ANSWER_MS = 20;

/** Answers http callouts, or breaks off in the middle of its answer. */
export class CalloutServer {
  isCut = false;
  readonly #server = createServer((_request, response) => {
    if (!this.isCut) return void response.end('web');
    response.writeHead(200, { 'content-length': '10' });
    response.write('half');
    setTimeout(() => response.destroy(), HALF_AN_ANSWER_MS);
  });

  static async start(): Promise<CalloutServer> {
    const server = new CalloutServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
