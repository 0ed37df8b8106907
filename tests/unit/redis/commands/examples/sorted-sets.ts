import * as sorted from "../../../../../assembly/redis/commands/sorted-sets";
import { ZaddFlag } from "../../../../../assembly/redis/commands/sorted-sets";
import { Example } from "./example";

const PAIRS: StaticArray<string> = ["1", "a", "2", "b", "3", "c", "4", "d"];
const MEMBERS: StaticArray<string> = ["a", "none"];

export const SORTED_SETS: StaticArray<Example> = [
  new Example("ZADD zset 1.5 a", () => sorted.zadd("zset", 1.5, "a")),
  new Example("ZADD zset -inf low", () => sorted.zadd("zset", -f64.POSITIVE_INFINITY, "low")),
  new Example("ZADD zset 1 a 2 b 3 c 4 d", () => sorted.zaddAll("zset", PAIRS)),
  new Example("ZADD zset NX CH 5 e", () =>
    sorted.zaddWith("zset", ZaddFlag.IfNew | ZaddFlag.CountChanged, 5, "e"),
  ),
  new Example("ZADD zset XX GT 6 e", () =>
    sorted.zaddWith("zset", ZaddFlag.IfPresent | ZaddFlag.IfGreater, 6, "e"),
  ),
  new Example("ZADD zset LT 5 e", () => sorted.zaddWith("zset", ZaddFlag.IfLess, 5, "e")),
  new Example("ZINCRBY zset 0.25 e", () => sorted.zincrBy("zset", 0.25, "e")),
  new Example("ZCARD zset", () => sorted.zcard("zset")),
  new Example("ZCOUNT zset -inf +inf", () => sorted.zcount("zset", "-inf", "+inf")),
  new Example("ZSCORE zset a", () => sorted.zscore("zset", "a")),
  new Example("ZMSCORE zset a none", () => sorted.zmscore("zset", MEMBERS)),
  new Example("ZRANK zset a", () => sorted.zrank("zset", "a")),
  new Example("ZREVRANK zset none", () => sorted.zrevRank("zset", "none")),
  new Example("ZRANGE zset 0 -1", () => sorted.zrange("zset", 0, -1)),
  new Example("ZRANGE zset 0 -1 WITHSCORES", () => sorted.zrangeWithScores("zset", 0, -1)),
  new Example("ZREVRANGE zset 0 -1", () => sorted.zrevRange("zset", 0, -1)),
  new Example("ZRANGE zset (1 3.5 BYSCORE LIMIT 0 -1", () => sorted.zrangeByScore("zset", "(1", 3.5)),
  new Example("ZREMRANGEBYRANK zset 0 0", () => sorted.zremRangeByRank("zset", 0, 0)),
  new Example("ZREMRANGEBYSCORE zset -inf 1", () => sorted.zremRangeByScore("zset", "-inf", 1)),
  new Example("ZPOPMIN zset 1", () => sorted.zpopMin("zset")),
  new Example("ZPOPMAX zset 2", () => sorted.zpopMax("zset", 2)),
  new Example("ZSCAN zset 0 MATCH * COUNT 10", () => sorted.zscan("zset", 0, "*", 10)),
  new Example("ZREM zset a none", () => sorted.zrem("zset", MEMBERS)),
];
