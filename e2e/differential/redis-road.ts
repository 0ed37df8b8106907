import { resp } from '../../tests/wasm/host/index.ts';
import { RedisConnection } from '../../tests/wasm/host/redis-connection.ts';
import type { RedisSettings, RedisTransport } from '../../tests/wasm/host/redis.ts';

/**
 * The way from a scripted host to a real Redis as the gateway goes it: one connection, opened by the first command, with
 * AUTH and SELECT ahead of it whose replies nobody sees; a lost one fails what waits on it, and the next command opens
 * another.
 */
export class RedisRoad {
  #opening: Promise<RedisConnection> | undefined;

  constructor(
    private readonly port: number,
    private readonly settings: (cluster: string) => RedisSettings | undefined,
  ) {}

  /** Bound, so that it can be handed to `host.redis.connect`. */
  send: RedisTransport = async (query, { cluster }) => {
    this.#opening ??= this.#open(cluster);
    const opening = this.#opening;
    try {
      return await (await opening).send(query);
    } catch (error) {
      if (this.#opening === opening) this.#opening = undefined;
      throw error;
    }
  };

  /** Closes the connection if there is one. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    // What could not be opened need not be closed.
    (await opening?.catch(() => undefined))?.close();
  }

  async #open(cluster: string): Promise<RedisConnection> {
    const connection = await RedisConnection.open(this.port);
    const { user = '', password = '', params = {} } = this.settings(cluster) ?? {};
    const { db } = params;
    if (user !== '') void connection.send(command('AUTH', user, password));
    else if (password !== '') void connection.send(command('AUTH', password));
    if (db !== undefined) void connection.send(command('SELECT', db));
    return connection;
  }
}

function command(...words: string[]): Uint8Array {
  return resp.array(...words.map((word) => resp.bulk(word)));
}
