import { Context, registerRootContext, RootContext } from "@higress/proxy-wasm-assemblyscript-sdk/assembly";
import { currentTimeMs, setTickPeriod } from "higress-redis/assembly/host/clock";
import { RedisClient } from "higress-redis/assembly/redis";
import { HeldClient } from "./held-client";
import { readSettings } from "./settings";
import { Visit } from "./visit";

// What the gateway calls: of the SDK, and the one callback that it lacks.
export * from "@higress/proxy-wasm-assemblyscript-sdk/assembly/proxy";
export { proxy_on_redis_call_response } from "higress-redis/assembly/redis/sdk";

/** How often a client looks after its deadlines and its breaker. */
const TICK_MS: u32 = 100;

class VisitCounter extends RootContext {
  private current: HeldClient | null = null;
  /** The current one, and those before it that streams still hold. */
  private clients: HeldClient[] = [];

  createContext(id: u32): Context {
    return new Visit(id, this, this.current);
  }

  /** The SDK has one root for all configurations of a module: a later one replaces the one before. */
  onConfigure(size: u32): bool {
    if (!super.onConfigure(size)) return false;
    const settings = readSettings(this.getConfiguration());
    if (settings === null) return false;
    const replaced = this.current;
    const client = new RedisClient(settings);
    const held = new HeldClient(client);
    this.current = held;
    this.clients.push(held);
    if (replaced !== null) replaced.letGo();
    client.install();
    // The gateway has a root for each configuration, and each has a timer of its own.
    setTickPeriod(TICK_MS);
    return true;
  }

  onTick(): void {
    const nowMs = currentTimeMs();
    for (let i = this.clients.length - 1; i >= 0; i--) {
      const held = this.clients[i];
      if (held.isReleased) this.clients.splice(i, 1);
      else held.client.tick(nowMs);
    }
  }
}

registerRootContext((id: u32) => new VisitCounter(id), "visit-counter");
