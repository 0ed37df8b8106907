import { Problems } from "higress-redis/assembly/config/problems";
import { getBufferBytes } from "higress-redis/assembly/host/buffers";
import { currentTimeMs } from "higress-redis/assembly/host/clock";
import { BufferTypeValues, LogLevelValues } from "higress-redis/assembly/host/enums";
import { log } from "higress-redis/assembly/host/log";
import { Pulse, RedisClient } from "higress-redis/assembly/redis";
import { Span } from "higress-redis/assembly/text/span";
import { readSettings, Settings } from "./settings";

const text = new Span();

/** One configuration of the plugin. A changed one comes as a new root; streams keep the root they began under. */
export class Root {
  settings: Settings | null = null;
  client: RedisClient | null = null;
  private pulse: Pulse = new Pulse();

  /** False refuses the configuration: the gateway keeps the one before, and the log says why. */
  configure(size: i32): bool {
    // The gateway may say the same again; the calls under way belong to the client there is.
    if (this.client !== null) return true;
    getBufferBytes(BufferTypeValues.PluginConfiguration, 0, size, text);
    const problems = new Problems();
    const settings = readSettings(text.at, text.size, problems);
    for (let i = 0; i < problems.warnings.length; i++) log(LogLevelValues.warn, problems.warnings[i]);
    for (let i = 0; i < problems.errors.length; i++) log(LogLevelValues.error, problems.errors[i]);
    if (settings === null) return false;
    const client = new RedisClient(settings.redis, this.pulse);
    client.install();
    this.settings = settings;
    this.client = client;
    this.tick();
    return true;
  }

  /** Lets the client keep its deadlines and look after a Redis that is away. */
  tick(): void {
    const client = this.client;
    if (client !== null) this.pulse.settle(client.tick(currentTimeMs()));
  }

  release(): void {
    const client = this.client;
    if (client !== null) client.release();
  }
}
