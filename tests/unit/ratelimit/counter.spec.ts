import { Counter, Limit } from "../../../assembly/ratelimit/counter";
import { AnyValue } from "../../../assembly/ratelimit/value-matcher";
import { ByteBuffer } from "../../../assembly/text/byte-buffer";
import { addressOf, textOf } from "../../../assembly/text/bytes";
import { valueWith } from "./values";

const PREFIX = "higress-cluster-key-rate-limit:r:limit_by_header:60:h:";
const out = new ByteBuffer();

function keyFor(value: string): string {
  const counter = new Counter(new AnyValue(), new Limit(10, 60), PREFIX);
  out.clear();
  counter.writeKey(valueWith(value), out);
  return textOf(out.at, out.size);
}

describe("the key of a counter", () => {
  it("ends with the value as it is", () => {
    expect(keyFor("alice")).toBe(PREFIX + "alice");
    expect(keyFor("")).toBe(PREFIX);
    expect(keyFor("a:b {c} é")).toBe(PREFIX + "a:b {c} é");
  });

  it("has the value up to 1024 bytes, and the hash of a longer one", () => {
    const longest = "é".repeat(512);
    expect(keyFor(longest)).toBe(PREFIX + longest);
    expect(keyFor("x".repeat(1025))).toBe(
      PREFIX + "sha256:c6d8e9905300876046729949cc95c2385221270d389176f7234fe7ac00c4e430",
    );
  });

  it("tells long values apart, and never grows with them", () => {
    const one = keyFor("x".repeat(100000) + "1");
    const other = keyFor("x".repeat(100000) + "2");
    expect(one).not.toBe(other);
    expect(one.length).toBe(PREFIX.length + 7 + 64);
  });

  it("is written behind what is there", () => {
    const counter = new Counter(new AnyValue(), new Limit(10, 60), PREFIX);
    out.clear();
    out.byte(0x7b);
    counter.writeKey(valueWith("v"), out);
    expect(textOf(out.at, out.size)).toBe("{" + PREFIX + "v");
  });
});

describe("a limit", () => {
  it("is what the script is told", () => {
    const limit = new Limit(9007199254740991, 86400);
    const encoded = limit.encodedArguments;
    expect(textOf(addressOf(encoded), encoded.byteLength)).toBe("$16\r\n9007199254740991\r\n$5\r\n86400\r\n");
  });
});
