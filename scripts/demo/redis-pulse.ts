import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';

export type RedisState = 'up' | 'silent' | 'down';

const SILENT_AFTER_MS = 400;

/** Feels whether Redis answers. Reconnects by itself. */
export class RedisPulse {
  readonly #client: ReturnType<typeof createClient>;

  private constructor(url: string) {
    this.#client = createClient({ url, disableOfflineQueue: true, socket: { connectTimeout: 1_000 } });
    // What the errors say, `state()` says.
    this.#client.on('error', () => {});
  }

  static async open(url: string): Promise<RedisPulse> {
    const pulse = new RedisPulse(url);
    await pulse.#client.connect();
    return pulse;
  }

  /** `silent` is a connection on which no answer comes in time, as from a frozen server. */
  async state(): Promise<RedisState> {
    const answer = this.#client.ping().then(
      () => 'up' as const,
      () => 'down' as const,
    );
    return Promise.race([answer, sleep(SILENT_AFTER_MS, 'silent' as const)]);
  }

  close(): void {
    if (this.#client.isOpen) this.#client.destroy();
  }
}
