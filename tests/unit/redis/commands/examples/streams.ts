import * as streams from "../../../../../assembly/redis/commands/streams";
import { Example } from "./example";

const PAIRS: StaticArray<string> = ["field", "value"];
const KEYS: StaticArray<string> = ["stream"];
const FIRST: StaticArray<string> = ["0"];
const NEW: StaticArray<string> = [">"];
const IDS: StaticArray<string> = ["1-1", "2-1"];

export const STREAMS: StaticArray<Example> = [
  new Example("XGROUP CREATE stream group 0 MKSTREAM", () => streams.xgroupCreate("stream", "group", 0)),
  new Example("XADD stream 1-1 field value", () => streams.xadd("stream", "1-1", PAIRS)),
  new Example("XADD stream MAXLEN ~ 1000 2-1 field value", () =>
    streams.xaddCapped("stream", 1000, "2-1", PAIRS),
  ),
  new Example("XLEN stream", () => streams.xlen("stream")),
  new Example("XRANGE stream - + COUNT 10", () => streams.xrange("stream", "-", "+", 10)),
  new Example("XREVRANGE stream + - COUNT 10", () => streams.xrevRange("stream", "+", "-", 10)),
  new Example("XREAD COUNT 10 STREAMS stream 0", () => streams.xread(KEYS, FIRST, 10)),
  new Example("XREADGROUP GROUP group me COUNT 10 STREAMS stream >", () =>
    streams.xreadGroup("group", "me", KEYS, NEW, 10),
  ),
  new Example("XACK stream group 1-1 2-1", () => streams.xack("stream", "group", IDS)),
  new Example("XTRIM stream MAXLEN ~ 1000", () => streams.xtrim("stream", 1000)),
  new Example("XDEL stream 1-1 2-1", () => streams.xdel("stream", IDS)),
];
