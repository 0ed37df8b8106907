import * as keys from "../../../../../assembly/redis/commands/keys";
import { Example } from "./example";

const KEYS: StaticArray<string> = ["gone", "str"];
const GONE: StaticArray<string> = ["gone"];

export const KEY_COMMANDS: StaticArray<Example> = [
  new Example("EXISTS gone str", () => keys.exists(KEYS)),
  new Example("TOUCH gone str", () => keys.touch(KEYS)),
  new Example("EXPIRE str 60", () => keys.expire("str", 60)),
  new Example("PEXPIRE str 60000", () => keys.pexpire("str", 60000)),
  new Example("EXPIREAT str 4102444800", () => keys.expireAt("str", 4102444800)),
  new Example("TTL str", () => keys.ttl("str")),
  new Example("PTTL str", () => keys.pttl("str")),
  new Example("PERSIST str", () => keys.persist("str")),
  new Example("TYPE str", () => keys.keyType("str")),
  new Example("RENAME str str", () => keys.rename("str", "str")),
  new Example("SCAN 0 MATCH s* COUNT 100", () => keys.scan(0, "s*", 100)),
  new Example("DEL gone", () => keys.del(GONE)),
  new Example("UNLINK gone", () => keys.unlink(GONE)),
];
