import { Context, registerRootContext, RootContext } from "@higress/proxy-wasm-assemblyscript-sdk/assembly";
import { currentTimeMs } from "higress-redis/assembly/host/clock";
import { Pulse, RedisClient } from "higress-redis/assembly/redis";
import { readSettings } from "./settings";
import { Visit } from "./visit";

// What the gateway calls: of the SDK, and the one callback that it lacks.
export * from "@higress/proxy-wasm-assemblyscript-sdk/assembly/proxy";
export { proxy_on_redis_call_response } from "higress-redis/assembly/redis/sdk";

class VisitCounter extends RootContext {
  private client: RedisClient | null = null;
  private identity: string = "";
  private pulse: Pulse = new Pulse();

  createContext(id: u32): Context {
    return new Visit(id, this, this.client);
  }

  /** The SDK has one root for all configurations of a module: a later one replaces the one before. */
  onConfigure(size: u32): bool {
    if (!super.onConfigure(size)) return false;
    const settings = readSettings(this.getConfiguration());
    if (settings === null) return false;
    if (settings.identity == this.identity) return true;
    this.identity = settings.identity;
    // The calls under way keep the client before alive until they have ended.
    const client = new RedisClient(settings, this.pulse);
    client.install();
    this.client = client;
    this.onTick();
    return true;
  }

  onTick(): void {
    const client = this.client;
    if (client !== null) this.pulse.settle(client.tick(currentTimeMs()));
  }
}

registerRootContext((id: u32) => new VisitCounter(id), "visit-counter");
