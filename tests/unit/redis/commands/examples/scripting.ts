import * as scripting from "../../../../../assembly/redis/commands/scripting";
import { Example } from "./example";

const SCRIPT: string = "return#ARGV";
const SHA1: string = "012d2a99acbfd73733473b172650335d3c255be8";
const SHA1S: StaticArray<string> = [SHA1];
const KEYS: StaticArray<string> = ["str"];
const ARGS: StaticArray<i32> = [10, 60, -1, 0];
const NOTHING: StaticArray<string> = [];

export const SCRIPTING: StaticArray<Example> = [
  new Example("SCRIPT LOAD return#ARGV", () => scripting.scriptLoad(SCRIPT)),
  new Example("SCRIPT EXISTS " + SHA1, () => scripting.scriptExists(SHA1S)),
  new Example("EVAL return#ARGV 1 str 10 60 -1 0", () => scripting.evalScript(SCRIPT, KEYS, ARGS)),
  new Example("EVALSHA " + SHA1 + " 1 str 10 60 -1 0", () => scripting.evalSha(SHA1, KEYS, ARGS)),
  new Example("EVALSHA " + SHA1 + " 0", () => scripting.evalSha(SHA1, NOTHING, NOTHING)),
  new Example("FCALL name 1 str 10 60 -1 0", () => scripting.fcall("name", KEYS, ARGS)),
];
