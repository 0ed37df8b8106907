import * as sets from "../../../../../assembly/redis/commands/sets";
import { Example } from "./example";

const MEMBERS: StaticArray<string> = ["a", "b"];
const KEYS: StaticArray<string> = ["set", "none"];

export const SETS: StaticArray<Example> = [
  new Example("SADD set a b", () => sets.sadd("set", MEMBERS)),
  new Example("SCARD set", () => sets.scard("set")),
  new Example("SISMEMBER set a", () => sets.sisMember("set", "a")),
  new Example("SMISMEMBER set a b", () => sets.smisMember("set", MEMBERS)),
  new Example("SMEMBERS set", () => sets.smembers("set")),
  new Example("SRANDMEMBER set", () => sets.srandMember("set")),
  new Example("SDIFF set none", () => sets.sdiff(KEYS)),
  new Example("SDIFFSTORE set2 set none", () => sets.sdiffStore("set2", KEYS)),
  new Example("SINTER set none", () => sets.sinter(KEYS)),
  new Example("SINTERSTORE set2 set none", () => sets.sinterStore("set2", KEYS)),
  new Example("SUNION set none", () => sets.sunion(KEYS)),
  new Example("SUNIONSTORE set2 set none", () => sets.sunionStore("set2", KEYS)),
  new Example("SSCAN set 0 MATCH * COUNT 10", () => sets.sscan("set", 0, "*", 10)),
  new Example("SPOP set", () => sets.spop("set")),
  new Example("SREM set a b", () => sets.srem("set", MEMBERS)),
];
