import { Expiry } from "../../../../../assembly/redis/commands/expiry";
import * as strings from "../../../../../assembly/redis/commands/strings";
import { SetFlag } from "../../../../../assembly/redis/commands/strings";
import { Example } from "./example";

const KEYS: StaticArray<string> = ["str", "none"];
const PAIRS: StaticArray<string> = ["str", "10", "other", "é"];

export const STRINGS: StaticArray<Example> = [
  new Example("SET str 10", () => strings.set("str", 10)),
  new Example("SET str 10 EX 60", () => strings.setWith("str", 10, Expiry.Seconds, 60)),
  new Example("SET str 10 PX 60000 XX", () =>
    strings.setWith("str", 10, Expiry.Milliseconds, 60000, SetFlag.IfPresent),
  ),
  new Example("SET str 10 EXAT 4102444800", () => strings.setWith("str", 10, Expiry.UnixSeconds, 4102444800)),
  new Example("SET str 10 PXAT 4102444800000", () =>
    strings.setWith("str", 10, Expiry.UnixMilliseconds, 4102444800000),
  ),
  new Example("SET str 10 KEEPTTL XX GET", () =>
    strings.setWith("str", 10, Expiry.Keep, 0, SetFlag.IfPresent | SetFlag.ReturnOld),
  ),
  new Example("SET str 10 NX", () => strings.setWith("str", 10, Expiry.None, 0, SetFlag.IfNew)),
  new Example("GET str", () => strings.get("str")),
  new Example("GETEX str", () => strings.getEx("str", Expiry.None)),
  new Example("GETEX str PX 100000", () => strings.getEx("str", Expiry.Milliseconds, 100000)),
  new Example("GETEX str PERSIST", () => strings.getEx("str", Expiry.Persist)),
  new Example("SETEX str 60 10", () => strings.setEx("str", 60, 10)),
  new Example("SETNX str 10", () => strings.setNx("str", 10)),
  new Example("MGET str none", () => strings.mget(KEYS)),
  new Example("MSET str 10 other é", () => strings.mset(PAIRS)),
  new Example("INCR str", () => strings.incr("str")),
  new Example("DECR str", () => strings.decr("str")),
  new Example("INCRBY str -5", () => strings.incrBy("str", -5)),
  new Example("DECRBY str 7000000000", () => strings.decrBy("str", 7000000000)),
  new Example("INCRBYFLOAT str 0.5", () => strings.incrByFloat("str", 0.5)),
  new Example("INCRBYFLOAT str -3", () => strings.incrByFloat("str", -3)),
  new Example("APPEND other x", () => strings.append("other", "x")),
  new Example("STRLEN other", () => strings.strLen("other")),
  new Example("GETRANGE other 0 -1", () => strings.getRange("other", 0, -1)),
  new Example("GETDEL other", () => strings.getDel("other")),
];
