import { Reply, ReplyType } from "../../../assembly/redis/reply";
import { bytesOf, textOf } from "../../../assembly/text/bytes";
import { Span } from "../../../assembly/text/span";

const reply = new Reply();
const span = new Span();
/** What `reply` looks at; kept here because the reader does not own it. */
let opened: ArrayBuffer = bytesOf("");

function open(text: string): void {
  opened = bytesOf(text);
  reply.open(changetype<usize>(opened), opened.byteLength);
}

describe("the bytes of a reply", () => {
  it("are those of a bulk or a simple string", () => {
    open("$3\r\nabc\r\n");
    expect(reply.nextBytes(span)).toBeTruthy();
    expect(textOf(span.at, span.size)).toBe("abc");
    open("+OK\r\n");
    expect(reply.nextBytes(span)).toBeTruthy();
    expect(textOf(span.at, span.size)).toBe("OK");
  });

  it("may be empty, which is not Null", () => {
    open("*2\r\n$0\r\n\r\n$-1\r\n");
    reply.nextArray();
    expect(reply.nextBytes(span)).toBeTruthy();
    expect(span.size).toBe(0);
    expect(reply.nextBytes(span)).toBeFalsy();
    expect(reply.type).toBe(ReplyType.Null);
  });

  it("are not the text of an error, which is told apart", () => {
    open("-ERR no\r\n");
    expect(reply.nextBytes(span)).toBeFalsy();
    expect(reply.type).toBe(ReplyType.Error);
    expect(textOf(reply.at, reply.size)).toBe("ERR no");
  });

  it("come as a string on demand", () => {
    open("$6\r\né限x\r\n");
    expect(reply.nextText()).toBe("é限x");
    open("$-1\r\n");
    expect(reply.nextText()).toBeNull();
    open("-ERR no\r\n");
    expect(reply.nextText()).toBeNull();
    expect(reply.type).toBe(ReplyType.Error);
  });
});

describe("a number of a reply", () => {
  it("is a float however it is written", () => {
    open("*4\r\n$4\r\n2.25\r\n+0.5\r\n:-3\r\n$4\r\n-inf\r\n");
    reply.nextArray();
    expect(reply.nextFloat()).toBe(2.25);
    expect(reply.nextFloat()).toBe(0.5);
    expect(reply.nextFloat()).toBe(-3);
    expect(reply.nextFloat()).toBe(-Infinity);
  });

  it("is no float where there is none", () => {
    const others = ["$-1\r\n", "-ERR 1\r\n", "*0\r\n", "$0\r\n\r\n", "$2\r\n1x\r\n", "$3\r\n1"];
    for (let i = 0; i < others.length; i++) {
      open(others[i]);
      expect(isNaN(reply.nextFloat())).toBeTruthy(others[i]);
    }
    expect(reply.type).toBe(ReplyType.Malformed, "the last one was cut off");
  });

  it("is told apart from Null and errors", () => {
    open("*2\r\n$-1\r\n-ERR no\r\n");
    reply.nextArray();
    expect(reply.nextInteger()).toBeFalsy();
    expect(reply.type).toBe(ReplyType.Null);
    expect(reply.nextInteger()).toBeFalsy();
    expect(reply.type).toBe(ReplyType.Error);
  });

  it("may be a time in nanoseconds, as an integer or a bulk", () => {
    open("*2\r\n:1790000000123456789\r\n$19\r\n1790000000123456789\r\n");
    reply.nextArray();
    expect(reply.nextInteger()).toBeTruthy();
    expect(reply.integer).toBe(1790000000123456789);
    reply.integer = 0;
    expect(reply.nextInteger()).toBeTruthy();
    expect(reply.integer).toBe(1790000000123456789);
  });
});

describe("pairs of a reply", () => {
  it("are counted in twos", () => {
    open("*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$1\r\n2\r\n");
    expect(reply.nextPairs()).toBeTruthy();
    expect(reply.length).toBe(2);
    let read = "";
    for (let left = reply.length; left > 0; left--) {
      expect(reply.nextBytes(span)).toBeTruthy();
      read += textOf(span.at, span.size);
      expect(reply.nextInteger()).toBeTruthy();
      read += reply.integer.toString();
    }
    expect(read).toBe("a1b2");
    expect(reply.isAtEnd).toBeTruthy();
  });

  it("may be none", () => {
    open("*0\r\n");
    expect(reply.nextPairs()).toBeTruthy();
    expect(reply.length).toBe(0);
  });

  it("are not an odd number of values, nor anything else", () => {
    open("*1\r\n:1\r\n");
    expect(reply.nextPairs()).toBeFalsy();
    open("*-1\r\n");
    expect(reply.nextPairs()).toBeFalsy();
    open(":2\r\n");
    expect(reply.nextPairs()).toBeFalsy();
  });
});

describe("a value that is passed over", () => {
  it("goes with all that lies in it", () => {
    open("*3\r\n*2\r\n:1\r\n*1\r\n$1\r\na\r\n*0\r\n+next\r\n");
    reply.nextArray();
    expect(reply.skip()).toBeTruthy();
    expect(reply.skip()).toBeTruthy();
    expect(reply.nextText()).toBe("next");
    expect(reply.isAtEnd).toBeTruthy();
    expect(reply.skip()).toBeFalsy("there is nothing left");
  });

  it("must be there to its end", () => {
    open("*2\r\n:1\r\n*2\r\n:1\r\n");
    expect(reply.skip()).toBeFalsy();
    expect(reply.isAtEnd).toBeTruthy();
    expect(reply.type).toBe(ReplyType.Malformed);
  });

  it("is malformed if it is nested too deep", () => {
    open("*1\r\n".repeat(33) + ":1\r\n");
    expect(reply.skip()).toBeFalsy();
    expect(reply.type).toBe(ReplyType.Malformed);
    expect(reply.next()).toBe(ReplyType.Malformed, "and nothing follows");
  });
});

describe("whether a reply is whole", () => {
  it("is found out without moving on in it", () => {
    open("*2\r\n:1\r\n+b\r\n");
    reply.nextArray();
    expect(reply.isWhole()).toBeTruthy();
    expect(reply.nextInteger()).toBeTruthy();
    expect(reply.integer).toBe(1);
  });

  it("counts what stands behind it", () => {
    open(":1\r\n:2\r\n");
    expect(reply.isWhole()).toBeFalsy();
    open("");
    expect(reply.isWhole()).toBeFalsy();
  });
});
