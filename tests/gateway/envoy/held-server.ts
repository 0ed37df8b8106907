import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A probe's script is a header. */
const LARGE_HEADER_BYTES = 1 << 16;

/** A server whose answers a test gives, each when it likes to. */
export class HeldServer {
  readonly #waiting: ServerResponse[] = [];
  #onArrival: () => void = () => undefined;
  readonly #server = createServer({ maxHeaderSize: LARGE_HEADER_BYTES }, (incoming, response) => {
    incoming.resume();
    this.#waiting.push(response);
    this.#onArrival();
  });

  /** Answers the port. */
  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** The answer to the oldest request that still waits. One test asks at a time. */
  async next(): Promise<ServerResponse> {
    for (;;) {
      const response = this.#waiting.shift();
      if (response === undefined) await new Promise<void>((arrived) => (this.#onArrival = arrived));
      else if (!response.destroyed) return response;
    }
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
