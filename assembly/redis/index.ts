/**
 * The Redis client for plugins of other authors. It stands on the hostcalls alone, so it works with this repository's
 * `host/arena` as well as with an SDK (see `sdk.ts`); the module needs `onRedisReply` wired to the gateway's callback.
 *
 * - `RedisSettings`, `RedisClient`: how to reach a Redis, and the way to it: `install`, `send`, `tick`, `release`.
 * - `Caller`, `Call`, `Reply`, `Join`: how answers come back.
 * - `incr`, `expire`, `hset`, …: typed commands; `command` and `begin` for all others, `Script` for Lua.
 * - `Fault`, `Recovery`: what can go wrong, as values. Nothing here throws.
 * - `Pulse`: the timer of a root. `defineMetrics`, `flushMetrics`: counters in the gateway's statistics.
 */
export { BreakerSettings } from "./breaker";
export { Call } from "./call";
export { Caller } from "./caller";
export { RedisClient } from "./client";
export { RedisClients } from "./clients";
export * from "./commands";
export { onRedisReply } from "./dispatcher";
export { Fault, isOutage } from "./fault";
export { Join } from "./join";
export { defineMetrics, flushMetrics } from "./metrics";
export { Pulse, shorterPeriod } from "./pulse";
export { Recovery } from "./recovery";
export { Reply, ReplyType } from "./reply";
export { Script, encodeArguments } from "./script";
export { CommandWriter } from "./command";
export { RedisSettings } from "./settings";
