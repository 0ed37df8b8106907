import { ByteBuffer } from "../../../assembly/text/byte-buffer";
import { bytesOf, textOf } from "../../../assembly/text/bytes";
import { findParameter } from "../../../assembly/http/query";
import { Random } from "../text/random";

const MISSING = "(missing)";

const out = new ByteBuffer();

function parameter(path: string, name: string): string {
  const bytes = bytesOf(path);
  out.clear();
  out.bytes(bytesOf("left over"));
  const isFound = findParameter(changetype<usize>(bytes), bytes.byteLength, bytesOf(name), out);
  if (!isFound) expect(out.size).toBe(0, "nothing found leaves nothing written");
  return isFound ? textOf(out.at, out.size) : MISSING;
}

describe("a query parameter", () => {
  it("is found wherever it stands", () => {
    expect(parameter("/a?key=1&b=2&c=3", "key")).toBe("1");
    expect(parameter("/a?a=1&key=2&c=3", "key")).toBe("2");
    expect(parameter("/a?a=1&b=2&key=3", "key")).toBe("3");
    expect(parameter("?key=1", "key")).toBe("1");
    expect(parameter("/a?&&key=1&", "key")).toBe("1");
  });

  it("is missing without a query or under another name", () => {
    expect(parameter("", "key")).toBe(MISSING);
    expect(parameter("/key=1", "key")).toBe(MISSING);
    expect(parameter("/a?", "key")).toBe(MISSING);
    expect(parameter("/a?keys=1&ke=2&Key=3&=key", "key")).toBe(MISSING);
    expect(parameter("/a?x=key=1", "key")).toBe(MISSING);
  });

  it("counts by its first occurrence", () => {
    expect(parameter("/a?key=1&key=2", "key")).toBe("1");
    expect(parameter("/a?key&key=2", "key")).toBe("");
  });

  it("has the empty value with nothing behind or no equals sign", () => {
    expect(parameter("/a?key", "key")).toBe("");
    expect(parameter("/a?key=", "key")).toBe("");
    expect(parameter("/a?key&b=1", "key")).toBe("");
  });

  it("keeps further equals signs and question marks in its value", () => {
    expect(parameter("/a?key=a=b==", "key")).toBe("a=b==");
    expect(parameter("/a?b=1?key=2&key=a?b", "key")).toBe("a?b");
  });

  it("ends before a fragment", () => {
    expect(parameter("/a?key=1#key=2&b=3", "key")).toBe("1");
    expect(parameter("/a#?key=1", "key")).toBe(MISSING);
  });

  it("is decoded in name and value", () => {
    expect(parameter("/a?k%65y=a%20b+c%2Bd%26", "key")).toBe("a b c+d&");
    expect(parameter("/a?my+key=%E2%82%ac", "my key")).toBe("€");
    expect(parameter("/a?my%20key=1", "my key")).toBe("1");
    expect(parameter("/a?a%3db=1", "a=b")).toBe("1");
    expect(parameter("/a?key=%2541", "key")).toBe("%41");
  });

  it("may be any bytes, zero and broken UTF-8 included", () => {
    expect(parameter("/a?key=a%00b", "key")).toBe("a\0b");
    parameter("/a?key=%ff%C0", "key");
    expect(out.size).toBe(2);
    expect(load<u16>(out.at)).toBe(0xc0ff);
  });
});

describe("a broken pair", () => {
  it("with a bad escape never hides a good one", () => {
    expect(parameter("/a?key=%zz&key=1", "key")).toBe("1");
    expect(parameter("/a?key=ab%4&key=1", "key")).toBe("1");
    expect(parameter("/a?key=ab%&key=1", "key")).toBe("1");
    expect(parameter("/a?%zz=1&b=%&key=1", "key")).toBe("1");
    expect(parameter("/a?key%=2&key%4=3&key=1", "key")).toBe("1");
    expect(parameter("/a?key=%4g", "key")).toBe(MISSING);
    expect(parameter("/a?key=%g4", "key")).toBe(MISSING);
  });

  it("with an escape cut by the end or the next pair reads no further", () => {
    expect(parameter("/a?key=%4", "key")).toBe(MISSING);
    expect(parameter("/a?key=%", "key")).toBe(MISSING);
    expect(parameter("/a?key=%4&1=x", "key")).toBe(MISSING);
    expect(parameter("/a?key=%4#1", "key")).toBe(MISSING);
    const path = bytesOf("/a?key=%41");
    expect(findParameter(changetype<usize>(path), path.byteLength - 1, bytesOf("key"), out)).toBeFalsy();
  });

  it("with a semicolon never hides a good one", () => {
    expect(parameter("/a?key=2;x&key=1", "key")).toBe("1");
    expect(parameter("/a?x;key=2&key=1", "key")).toBe("1");
    expect(parameter("/a?key;&key=1", "key")).toBe("1");
    expect(parameter("/a?key=a%3bb", "key")).toBe("a;b");
  });
});

describe("random paths", () => {
  it("are searched without harm, and a good pair at the front always wins", () => {
    const alphabet = bytesOf("?&&==;%%4fkeyz+#/");
    const random = new Random(5);
    const name = bytesOf("key");
    const path = new ByteBuffer();
    for (let round = 0; round < 50000; round++) {
      path.clear();
      path.bytes(bytesOf("/?key=good&"));
      const size = random.below(24);
      for (let i = 0; i < size; i++) {
        path.byte(load<u8>(changetype<usize>(alphabet) + random.below(alphabet.byteLength)));
      }
      findParameter(path.at + 11, path.size - 11, name, out);
      const isFound = findParameter(path.at, path.size, name, out);
      if (!isFound || out.size != 4) expect(textOf(path.at, path.size)).toBe("found at the front");
    }
  });
});
