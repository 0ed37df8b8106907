import { log, LogLevelValues } from "@higress/proxy-wasm-assemblyscript-sdk/assembly";
import { Fields } from "higress-redis/assembly/config/fields";
import { Problems } from "higress-redis/assembly/config/problems";
import { readRedisSettings } from "higress-redis/assembly/config/redis-settings";
import { RedisSettings } from "higress-redis/assembly/redis";
import { addressOf, bytesOf } from "higress-redis/assembly/text/bytes";
import { parseJson } from "higress-redis/assembly/text/json/parse";

/** Reads `{"redis": {"service_name": …}}`. Null if it is refused; the log says why. */
export function readSettings(json: string): RedisSettings | null {
  const bytes = bytesOf(json);
  const document = parseJson(addressOf(bytes), bytes.byteLength).value;
  if (document === null) {
    log(LogLevelValues.error, "configuration: is no JSON; write at least redis: {service_name: …}");
    return null;
  }
  const problems = new Problems();
  const settings = readRedisSettings(new Fields(document, "", problems));
  for (let i = 0; i < problems.errors.length; i++) log(LogLevelValues.error, problems.errors[i]);
  return problems.hasErrors ? null : settings;
}
