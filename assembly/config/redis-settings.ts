import { BreakerSettings } from "../redis/breaker";
import { RedisSettings } from "../redis/settings";

import { Fields } from "./fields";

const STATIC_SUFFIX = ".static";
/** The gateway gives static services this logical port by convention, whatever their endpoints listen on. */
const STATIC_PORT: i32 = 80;
const REDIS_PORT: i32 = 6379;
const DEFAULT_TIMEOUT_MS: i32 = 1000;
const MAX_TIMEOUT_MS: i64 = 3_600_000;
const KNOWN = [
  "service_name",
  "service_port",
  "username",
  "password",
  "timeout",
  "database",
  "flush",
  "breaker",
  "max_in_flight",
  "deadline",
];
const KNOWN_BREAKER = ["failures", "open", "error_rate", "window"];
const MAX_PAUSE_MS: i64 = 3_600_000;
const KNOWN_FLUSH = ["timeout_ms", "bytes"];

/** Reads the `redis` object, which is the same in all official plugins. Null if the object is missing or unusable. */
export function readRedisSettings(owner: Fields): RedisSettings | null {
  const remedy = "write redis: {service_name: NAME.dns} with the service of your Redis";
  if (!owner.has("redis")) owner.problems.refuse(owner.pathOf("redis"), "is missing", remedy);
  const fields = owner.object("redis", remedy);
  if (fields === null) return null;
  fields.warnUnknown(KNOWN);

  const settings = new RedisSettings();
  settings.serviceName = fields.requiredText(
    "service_name",
    "write the service as the gateway knows it, e.g. redis.dns, redis.static or redis.ns.svc.cluster.local",
  );
  const port = fields.integer("service_port", 0, 0, 65535, "write the port of the service, or leave it out");
  const usualPort = settings.serviceName.endsWith(STATIC_SUFFIX) ? STATIC_PORT : REDIS_PORT;
  settings.servicePort = port == 0 ? usualPort : <i32>port;
  settings.username = readSecret(fields, "username");
  settings.password = readSecret(fields, "password");
  const timeout = fields.integer("timeout", 0, 0, MAX_TIMEOUT_MS, "write milliseconds, e.g. 1000");
  settings.timeoutMs = timeout == 0 ? DEFAULT_TIMEOUT_MS : <i32>timeout;
  settings.database = <i32>(
    fields.integer("database", 0, 0, i32.MAX_VALUE, "write the number of the database, e.g. 0")
  );
  readFlush(fields, settings);
  readBreaker(fields, settings.breaker);
  settings.maxInFlight = <i32>(
    fields.integer("max_in_flight", settings.maxInFlight, 1, 1 << 20, "write a number of calls, e.g. 1024")
  );
  settings.deadlineMs = <i32>fields.duration("deadline", 0, 0, MAX_TIMEOUT_MS);
  return settings;
}

function readSecret(fields: Fields, name: string): string {
  const text = fields.text(name, "");
  if (text.includes("${secret.")) {
    const remedy = "create the Secret it names, in the gateway's namespace, with that key";
    fields.problems.refuse(fields.pathOf(name), "holds an unresolved reference ${secret.…}", remedy);
  }
  return text;
}

function readBreaker(redis: Fields, settings: BreakerSettings): void {
  const fields = redis.object("breaker", "write e.g. {failures: 5, open: 2s}");
  if (fields === null) return;
  fields.warnUnknown(KNOWN_BREAKER);
  const remedy = "write how many failures in a row open it, e.g. 5, or 0 for never";
  settings.failures = <i32>fields.integer("failures", settings.failures, 0, 1 << 20, remedy);
  settings.openMs = <i32>fields.duration("open", settings.openMs, 1, MAX_PAUSE_MS);
  settings.errorPermille = <i32>fields.permille("error_rate", settings.errorPermille);
  settings.windowMs = <i32>fields.duration("window", settings.windowMs, 1, MAX_PAUSE_MS);
}

function readFlush(fields: Fields, settings: RedisSettings): void {
  const value = fields.get("flush");
  if (value === null || value.asText() == "immediate") return;
  const flush = fields.object("flush", "write immediate, or {timeout_ms: 3, bytes: 1024}");
  if (flush === null) return;
  flush.warnUnknown(KNOWN_FLUSH);
  settings.flushTimeoutMs = <i32>flush.integer("timeout_ms", 3, 0, 60_000, "write milliseconds, e.g. 3");
  settings.flushBytes = <i32>flush.integer("bytes", 1024, 0, 1 << 20, "write a number of bytes, e.g. 1024");
}
