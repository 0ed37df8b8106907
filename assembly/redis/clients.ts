import { Pulse, shorterPeriod } from "./pulse";
import { RedisClient } from "./client";
import { RedisSettings } from "./settings";

/** The clients of one configuration; rules with the same settings share one, so the gateway is told once. */
export class RedisClients {
  private identities: string[] = [];
  private clients: RedisClient[] = [];

  constructor(private pulse: Pulse) {}

  get(settings: RedisSettings): RedisClient {
    const identity = settings.identity;
    const index = this.identities.indexOf(identity);
    if (index >= 0) return this.clients[index];
    const client = new RedisClient(settings, this.pulse);
    this.identities.push(identity);
    this.clients.push(client);
    return client;
  }

  get isEmpty(): bool {
    return this.clients.length == 0;
  }

  /** Only for a configuration that was accepted: installing changes the gateway's client for every plugin of the worker. */
  install(): void {
    for (let i = 0; i < this.clients.length; i++) this.clients[i].install();
  }

  /** Returns the period at which the clients need to be called, 0: whenever. */
  tick(nowMs: u64): u32 {
    let periodMs: u32 = 0;
    for (let i = 0; i < this.clients.length; i++) {
      periodMs = shorterPeriod(periodMs, unchecked(this.clients[i]).tick(nowMs));
    }
    return periodMs;
  }

  release(): void {
    for (let i = 0; i < this.clients.length; i++) this.clients[i].release();
  }
}
