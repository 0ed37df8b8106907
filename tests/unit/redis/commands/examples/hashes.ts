import * as hashes from "../../../../../assembly/redis/commands/hashes";
import { Example } from "./example";

const FIELDS: StaticArray<string> = ["a", "none"];
const PAIRS: StaticArray<string> = ["a", "1", "b", "2"];

export const HASHES: StaticArray<Example> = [
  new Example("HSET hash a 1", () => hashes.hset("hash", "a", 1)),
  new Example("HSET hash a 1 b 2", () => hashes.hsetAll("hash", PAIRS)),
  new Example("HMSET hash a 1 b 2", () => hashes.hmset("hash", PAIRS)),
  new Example("HSETNX hash c 3", () => hashes.hsetNx("hash", "c", 3)),
  new Example("HGET hash a", () => hashes.hget("hash", "a")),
  new Example("HMGET hash a none", () => hashes.hmget("hash", FIELDS)),
  new Example("HGETALL hash", () => hashes.hgetAll("hash")),
  new Example("HKEYS hash", () => hashes.hkeys("hash")),
  new Example("HVALS hash", () => hashes.hvals("hash")),
  new Example("HEXISTS hash a", () => hashes.hexists("hash", "a")),
  new Example("HLEN hash", () => hashes.hlen("hash")),
  new Example("HSTRLEN hash a", () => hashes.hstrLen("hash", "a")),
  new Example("HINCRBY hash a 2", () => hashes.hincrBy("hash", "a", 2)),
  new Example("HINCRBYFLOAT hash b 1.25", () => hashes.hincrByFloat("hash", "b", 1.25)),
  new Example("HSCAN hash 0 MATCH * COUNT 10", () => hashes.hscan("hash", 0, "*", 10)),
  new Example("HDEL hash a none", () => hashes.hdel("hash", FIELDS)),
];
