import { connect, type Socket } from 'node:net';
import { incomplete, malformed, replyEnd } from './resp.ts';

interface Waiting {
  resolve: (reply: Uint8Array) => void;
  reject: (error: Error) => void;
}

/** One pipelined connection to a real Redis server, raw commands in, raw replies out, in order. */
export class RedisConnection {
  readonly #waiting: Waiting[] = [];
  #unread: Uint8Array = new Uint8Array(0);

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#lose(error));
    socket.on('close', () => this.#lose(new Error('connection closed')));
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RedisConnection> {
    const socket = connect({ port, host, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RedisConnection(socket);
  }

  /** Bound, so that it can be handed to `host.redis.connect`. */
  send = (query: Uint8Array): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (this.socket.destroyed) return reject(new Error('connection closed'));
      this.#waiting.push({ resolve, reject });
      this.socket.write(query);
    });

  close(): void {
    this.socket.destroy();
  }

  #read(chunk: Uint8Array): void {
    let rest: Uint8Array = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    for (let end = replyEnd(rest); end !== incomplete; end = replyEnd(rest)) {
      if (end === malformed) {
        this.socket.destroy(new Error('malformed reply'));
        return;
      }
      this.#waiting.shift()?.resolve(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    this.#unread = rest;
  }

  #lose(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
