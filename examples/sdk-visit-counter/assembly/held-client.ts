import { RedisClient } from "higress-redis/assembly/redis";

/**
 * A client for as long as anybody needs it: its configuration, and the streams that began under it, whose calls may
 * still be on their way when the next configuration has come.
 */
export class HeldClient {
  private holders: i32 = 1;

  constructor(readonly client: RedisClient) {}

  hold(): void {
    this.holders += 1;
  }

  /** With the last holder the calls go, too: nobody is left to hear of them. */
  letGo(): void {
    this.holders -= 1;
    if (this.isReleased) this.client.release();
  }

  get isReleased(): bool {
    return this.holders == 0;
  }
}
