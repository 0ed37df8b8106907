import * as lists from "../../../../../assembly/redis/commands/lists";
import { ListEnd } from "../../../../../assembly/redis/commands/lists";
import { Example } from "./example";

const VALUES: StaticArray<string> = ["a", "b", "c", "d"];

export const LISTS: StaticArray<Example> = [
  new Example("RPUSH list a b c d", () => lists.rpush("list", VALUES)),
  new Example("LPUSH list a b c d", () => lists.lpush("list", VALUES)),
  new Example("LLEN list", () => lists.llen("list")),
  new Example("LINDEX list -1", () => lists.lindex("list", -1)),
  new Example("LRANGE list 0 -1", () => lists.lrange("list", 0, -1)),
  new Example("LSET list 0 x", () => lists.lset("list", 0, "x")),
  new Example("LINSERT list BEFORE x y", () => lists.linsertBefore("list", "x", "y")),
  new Example("LINSERT list AFTER x z", () => lists.linsertAfter("list", "x", "z")),
  new Example("LREM list 1 x", () => lists.lrem("list", 1, "x")),
  new Example("LTRIM list 0 6", () => lists.ltrim("list", 0, 6)),
  new Example("LMOVE list list2 LEFT RIGHT", () => lists.lmove("list", "list2", ListEnd.Left, ListEnd.Right)),
  new Example("LPOP list", () => lists.lpop("list")),
  new Example("RPOP list", () => lists.rpop("list")),
];
