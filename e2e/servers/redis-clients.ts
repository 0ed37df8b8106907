import { createClient } from 'redis';

export type RedisClient = ReturnType<typeof createClient>;

/** Clients of one Redis, closed together. */
export class RedisClients {
  readonly #clients = new Set<RedisClient>();

  /** A connected client. It does not reconnect: a lost connection is an error. */
  async open(url: string): Promise<RedisClient> {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    // The commands in flight are rejected too; without a listener the event would end the process.
    client.on('error', () => {});
    await client.connect();
    this.#clients.add(client);
    return client;
  }

  close(): void {
    // A client whose connection was lost is closed already, and says so by throwing.
    for (const client of this.#clients) if (client.isOpen) client.destroy();
    this.#clients.clear();
  }
}
