import { command } from "../../../../../assembly/redis/open-command";
import * as server from "../../../../../assembly/redis/commands/server";
import { Example } from "./example";

const PARTS: StaticArray<string> = ["OBJECT", "ENCODING", "str"];

export const SERVER: StaticArray<Example> = [
  new Example("PING", () => server.ping()),
  new Example("TIME", () => server.time()),
  new Example("PUBLISH channel message", () => server.publish("channel", "message")),
  new Example("OBJECT ENCODING str", () => command(PARTS)),
];
