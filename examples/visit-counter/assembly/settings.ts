import { Fields } from "higress-redis/assembly/config/fields";
import { Problems } from "higress-redis/assembly/config/problems";
import { readRedisSettings } from "higress-redis/assembly/config/redis-settings";
import { RedisSettings } from "higress-redis/assembly/redis";
import { Bytes, bytesOf } from "higress-redis/assembly/text/bytes";
import { JsonKind } from "higress-redis/assembly/text/json/kind";
import { parseJson } from "higress-redis/assembly/text/json/parse";

/** The last one is the console's. */
const KNOWN = ["redis", "count_by_header", "response_header", "without_redis", "keep_seconds", "_plugin_id_"];
const LONGEST_KEEP_SECONDS: i64 = 366 * 86_400;

/** What the plugin is told by its configuration. */
export class Settings {
  constructor(
    readonly redis: RedisSettings,
    /** The request header whose values are counted; `:path` is one, too. */
    readonly countBy: Bytes,
    /** The response header that shows the count. */
    readonly show: Bytes,
    /** What it shows while Redis does not answer. */
    readonly withoutRedis: Bytes,
    /** A count is forgotten after so many seconds without a visit. */
    readonly keepSeconds: i64,
  ) {}
}

/** Reads the JSON text at `at`. Null if it is refused; `problems` says why. */
export function readSettings(at: usize, size: i32, problems: Problems): Settings | null {
  const document = parseJson(at, size);
  const value = document.value;
  if (value === null || value.kind != JsonKind.Object) {
    const error = document.error;
    const reason = error === null ? "is not an object" : error.toString();
    problems.refuse("configuration", reason, "write at least redis: {service_name: …}");
    return null;
  }
  const fields = new Fields(value, "", problems);
  fields.warnUnknown(KNOWN);
  const redis = readRedisSettings(fields);
  const countBy = fields.text("count_by_header", ":path");
  const show = fields.text("response_header", "x-visits");
  const withoutRedis = fields.text("without_redis", "unknown");
  const keep = fields.integer("keep_seconds", 86_400, 1, LONGEST_KEEP_SECONDS, "write seconds, e.g. 86400");
  if (show.length == 0 || show.startsWith(":")) {
    problems.refuse("response_header", "is no name of a header", "write e.g. x-visits");
  }
  if (redis === null || problems.hasErrors) return null;
  return new Settings(redis, bytesOf(countBy), bytesOf(show), bytesOf(withoutRedis), keep);
}
