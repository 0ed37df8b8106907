import {
  begin,
  command,
  del,
  evalSha,
  exclusive,
  get,
  hsetAll,
  incrByFloat,
  mset,
  set,
  sinterStore,
  xread,
  zcount,
} from "../../../assembly/redis/commands";
import { ByteBuffer } from "../../../assembly/text/byte-buffer";
import { textOf } from "../../../assembly/text/bytes";
import { words } from "./commands/words";

const NOTHING: StaticArray<string> = [];
const ONE: StaticArray<string> = ["a"];
const TWO: StaticArray<string> = ["a", "b"];
const THREE: StaticArray<string> = ["a", "b", "c"];

function sent(command: ByteBuffer): string {
  return textOf(command.at, command.size);
}

function parts(count: i32): string[] {
  const list: string[] = [];
  for (let i = 0; i < count; i++) list.push("x");
  return list;
}

describe("an open command", () => {
  it("is an array of bulk strings, whose number it counts itself", () => {
    expect(sent(get("k"))).toBe("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n");
    expect(sent(begin("PING").end())).toBe("*1\r\n$4\r\nPING\r\n");
  });

  it("has room for any number of parts", () => {
    const counts: StaticArray<i32> = [9, 10, 11, 99, 100, 101, 1000];
    for (let i = 0; i < counts.length; i++) {
      const encoded = sent(command(parts(counts[i])));
      expect(encoded).toBe("*" + counts[i].toString() + "\r\n" + "$1\r\nx\r\n".repeat(counts[i]));
    }
  });

  it("sends the words of a name as parts of their own", () => {
    expect(sent(begin("SCRIPT LOAD").arg("x").end())).toBe("*3\r\n$6\r\nSCRIPT\r\n$4\r\nLOAD\r\n$1\r\nx\r\n");
  });

  it("counts the bytes of a string, not its units", () => {
    expect(sent(get("é限🙂"))).toBe("*2\r\n$3\r\nGET\r\n$9\r\né限🙂\r\n");
    expect(sent(get(""))).toBe("*2\r\n$3\r\nGET\r\n$0\r\n\r\n");
    const lone = get("\ud800");
    expect(lone.size).toBe("*2\r\n$3\r\nGET\r\n$3\r\n___\r\n".length, "half a pair, too");
  });

  it("carries any bytes", () => {
    const bytes: StaticArray<u8> = [0, 13, 10, 36, 0xff];
    const encoded = get(bytes);
    const tail: StaticArray<u8> = [36, 53, 13, 10, 0, 13, 10, 36, 0xff, 13, 10];
    const from = encoded.at + encoded.size - tail.length;
    expect(memory.compare(from, changetype<usize>(tail), tail.length)).toBe(0);
  });

  it("may be larger than any buffer it started with", () => {
    const large = "y".repeat(100000);
    expect(words(set("k", large))).toBe("SET k " + large);
    expect(words(get("k"))).toBe("GET k", "and the next one as small as ever");
  });

  it("writes a float so that Redis reads the same", () => {
    expect(words(incrByFloat("k", 0.1))).toBe("INCRBYFLOAT k 0.1");
    expect(words(incrByFloat("k", 9007199254740993))).toBe("INCRBYFLOAT k 9007199254740992.0");
    expect(words(incrByFloat("k", -9007199254740991))).toBe("INCRBYFLOAT k -9007199254740991");
    expect(words(incrByFloat("k", 1e300))).toBe("INCRBYFLOAT k 1e+300");
    expect(words(incrByFloat("k", f64.MIN_VALUE))).toBe("INCRBYFLOAT k 5e-324");
    expect(words(incrByFloat("k", Infinity))).toBe("INCRBYFLOAT k inf");
    expect(words(incrByFloat("k", -Infinity))).toBe("INCRBYFLOAT k -inf");
    expect(words(incrByFloat("k", NaN))).toBe("INCRBYFLOAT k NaN");
  });

  it("takes bounds that leave a score out", () => {
    expect(words(zcount("z", exclusive(1.5), exclusive(Infinity)))).toBe("ZCOUNT z (1.5 (inf");
    expect(words(zcount("z", exclusive(-Infinity), 7))).toBe("ZCOUNT z (-inf 7");
  });

  it("has none of the keys and arguments that a script does without", () => {
    expect(words(evalSha("sha", NOTHING, TWO))).toBe("EVALSHA sha 0 a b");
    expect(words(evalSha("sha", TWO, NOTHING))).toBe("EVALSHA sha 2 a b");
  });
});

describe("there is nothing to send", () => {
  it("if a list that must not be empty is", () => {
    expect(del(NOTHING).size).toBe(0);
    expect(sinterStore("to", NOTHING).size).toBe(0);
    expect(command(NOTHING).size).toBe(0);
  });

  it("if pairs are missing or odd", () => {
    expect(mset(NOTHING).size).toBe(0);
    expect(mset(THREE).size).toBe(0);
    expect(hsetAll("h", ONE).size).toBe(0);
    expect(words(mset(TWO))).toBe("MSET a b");
  });

  it("if keys and ids do not go together", () => {
    expect(xread(TWO, ONE, 1).size).toBe(0);
    expect(xread(NOTHING, NOTHING, 1).size).toBe(0);
  });

  it("if the command would pass 128 MiB, however it got there", () => {
    const mebibyte = new StaticArray<u8>(1 << 20);
    const open = begin("RPUSH").arg("k");
    for (let i = 0; i < 129; i++) open.arg(mebibyte);
    expect(open.end().size).toBe(0);
    expect(set("k", new StaticArray<u8>((128 << 20) + 1)).size).toBe(0);
    expect(words(get("k"))).toBe("GET k", "the next one is none the worse");
  });

  it("only until the next command", () => {
    expect(del(NOTHING).size).toBe(0);
    expect(words(del(ONE))).toBe("DEL a");
  });
});
