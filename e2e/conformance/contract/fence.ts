import { once } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * What the worker says and sends after the fence was let go came after all that it did before, so that something that
 * has not come by then does not come. The origin holds a call of the fence's plugin; let go, the plugin calls a Redis
 * through the bridge, then the origin again: the same ways that requests and Redis calls of vectors take.
 */
export class Fence {
  #held: ServerHttp2Stream | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #redis = createServer((socket) => {
    this.#sockets.add(socket);
    socket.on('data', () => socket.write('+PONG\r\n'));
    socket.on('error', () => socket.destroy());
  });

  static async start(): Promise<Fence> {
    const fence = new Fence();
    fence.#redis.listen(0, '127.0.0.1');
    await once(fence.#redis, 'listening');
    return fence;
  }

  get redisPort(): number {
    return (this.#redis.address() as AddressInfo).port;
  }

  /** At the origin, with no answer yet. */
  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  hold(stream: ServerHttp2Stream): void {
    this.#held = stream;
  }

  letGo(): void {
    this.#held?.respond({ ':status': 204 }, { endStream: true });
    this.#held = undefined;
  }

  async stop(): Promise<void> {
    const closed = once(this.#redis, 'close');
    this.#redis.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
