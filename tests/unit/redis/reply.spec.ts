import { Reply, ReplyType } from "../../../assembly/redis/reply";
import { bytesOf, textOf } from "../../../assembly/text/bytes";
import { Random } from "../text/random";

const reply = new Reply();
/** What `reply` looks at; kept here because the reader does not own it. */
let opened: ArrayBuffer = bytesOf("");

function open(text: string): void {
  opened = bytesOf(text);
  reply.open(changetype<usize>(opened), opened.byteLength);
}

function typeOf(text: string): ReplyType {
  open(text);
  return reply.next();
}

function isMalformed(text: string): bool {
  return typeOf(text) == ReplyType.Malformed && reply.isAtEnd && reply.next() == ReplyType.Malformed;
}

function content(): string {
  return textOf(reply.at, reply.size);
}

/** Reads all there is and returns the last type; the number of steps is bounded by the number of bytes. */
function readAll(): ReplyType {
  let type = ReplyType.Null;
  let steps = 0;
  while (!reply.isAtEnd && steps <= opened.byteLength) {
    type = reply.next();
    steps += 1;
  }
  expect(reply.isAtEnd).toBeTruthy("comes to an end");
  return type;
}

describe("a reply", () => {
  it("is read by its type", () => {
    expect(typeOf("+OK\r\n")).toBe(ReplyType.Simple);
    expect(content()).toBe("OK");
    expect(typeOf("-ERR no\r\n")).toBe(ReplyType.Error);
    expect(content()).toBe("ERR no");
    expect(typeOf(":42\r\n")).toBe(ReplyType.Integer);
    expect(reply.integer).toBe(42);
    expect(typeOf("$3\r\nabc\r\n")).toBe(ReplyType.Bulk);
    expect(content()).toBe("abc");
    expect(typeOf("$-1\r\n")).toBe(ReplyType.Null);
    expect(typeOf("*-1\r\n")).toBe(ReplyType.Null);
    expect(typeOf("*0\r\n")).toBe(ReplyType.Array);
    expect(reply.length).toBe(0);
    expect(reply.isAtEnd).toBeTruthy();
  });

  it("may hold empty texts", () => {
    expect(typeOf("+\r\n")).toBe(ReplyType.Simple);
    expect(reply.size).toBe(0);
    expect(typeOf("-\r\n")).toBe(ReplyType.Error);
    expect(reply.size).toBe(0);
    expect(typeOf("$0\r\n\r\n")).toBe(ReplyType.Bulk);
    expect(reply.size).toBe(0);
  });

  it("may hold a bulk of any bytes", () => {
    const bytes: StaticArray<u8> = [36, 53, 13, 10, 0, 13, 10, 0xff, 36, 13, 10];
    reply.open(changetype<usize>(bytes), bytes.length);
    expect(reply.next()).toBe(ReplyType.Bulk);
    expect(reply.size).toBe(5);
    expect(load<u8>(reply.at)).toBe(0);
    expect(load<u8>(reply.at, 1)).toBe(13);
    expect(load<u8>(reply.at, 3)).toBe(0xff);
    expect(reply.isAtEnd).toBeTruthy();
  });

  it("gives the elements of arrays, nested ones too, one after another", () => {
    expect(typeOf("*3\r\n:1\r\n*2\r\n$1\r\na\r\n$-1\r\n+end\r\n")).toBe(ReplyType.Array);
    expect(reply.length).toBe(3);
    expect(reply.next()).toBe(ReplyType.Integer);
    expect(reply.next()).toBe(ReplyType.Array);
    expect(reply.length).toBe(2);
    expect(reply.next()).toBe(ReplyType.Bulk);
    expect(content()).toBe("a");
    expect(reply.next()).toBe(ReplyType.Null);
    expect(reply.isAtEnd).toBeFalsy();
    expect(reply.next()).toBe(ReplyType.Simple);
    expect(content()).toBe("end");
    expect(reply.isAtEnd).toBeTruthy();
    expect(reply.next()).toBe(ReplyType.Malformed, "nothing is left");
  });

  it("may be an array of the shortest elements there are", () => {
    expect(typeOf("*3\r\n+\r\n+\r\n-\r\n")).toBe(ReplyType.Array);
    expect(readAll()).toBe(ReplyType.Error);
  });

  it("has integers of 64 bits, with or without a sign", () => {
    expect(typeOf(":0\r\n")).toBe(ReplyType.Integer);
    expect(reply.integer).toBe(0);
    expect(typeOf(":-7\r\n")).toBe(ReplyType.Integer);
    expect(reply.integer).toBe(-7);
    expect(typeOf(":+7\r\n")).toBe(ReplyType.Integer);
    expect(reply.integer).toBe(7);
    expect(typeOf(":9223372036854775807\r\n")).toBe(ReplyType.Integer);
    expect(reply.integer).toBe(i64.MAX_VALUE);
    expect(typeOf(":-9223372036854775808\r\n")).toBe(ReplyType.Integer);
    expect(reply.integer).toBe(i64.MIN_VALUE);
    expect(typeOf(":1790000000123456789\r\n")).toBe(ReplyType.Integer);
    expect(reply.integer).toBe(1790000000123456789, "a time in nanoseconds");
  });

  it("with a longer integer is malformed, rather than another number", () => {
    expect(isMalformed(":9223372036854775808\r\n")).toBeTruthy();
    expect(isMalformed(":-9223372036854775809\r\n")).toBeTruthy();
    expect(isMalformed(":9999999999999999999\r\n")).toBeTruthy();
    expect(isMalformed(":18446744073709551617\r\n")).toBeTruthy("not 1 in 64 bits");
    expect(isMalformed(":" + "9".repeat(10000) + "\r\n")).toBeTruthy();
    expect(isMalformed("$" + "9".repeat(30) + "\r\n")).toBeTruthy();
    expect(isMalformed("*" + "9".repeat(30) + "\r\n")).toBeTruthy();
  });

  it("with an integer that is none is malformed", () => {
    expect(isMalformed(":\r\n")).toBeTruthy();
    expect(isMalformed(":-\r\n")).toBeTruthy();
    expect(isMalformed(":+-1\r\n")).toBeTruthy();
    expect(isMalformed(":1.5\r\n")).toBeTruthy();
    expect(isMalformed(": 1\r\n")).toBeTruthy();
    expect(isMalformed(":1 \r\n")).toBeTruthy();
    expect(isMalformed(":0x1\r\n")).toBeTruthy();
  });

  it("that claims more than it brings is malformed", () => {
    expect(isMalformed("$5\r\nabc\r\n")).toBeTruthy();
    expect(isMalformed("$2147483647\r\nabc\r\n")).toBeTruthy();
    expect(isMalformed("$4294967296\r\nabc\r\n")).toBeTruthy("not 0 in 32 bits");
    expect(isMalformed("$999999999999999999\r\nabc\r\n")).toBeTruthy();
    expect(isMalformed("$9223372036854775807\r\nabc\r\n")).toBeTruthy("not less than nothing with two more");
    expect(isMalformed("*3\r\n:1\r\n")).toBeTruthy();
    expect(isMalformed("*1000000\r\n:1\r\n:2\r\n")).toBeTruthy("not a million steps");
    expect(isMalformed("*4294967296\r\n")).toBeTruthy("not 0 in 32 bits");
    expect(isMalformed("*9223372036854775807\r\n")).toBeTruthy();
  });

  it("of a negative length other than -1 is malformed", () => {
    expect(isMalformed("$-2\r\nab\r\n")).toBeTruthy();
    expect(isMalformed("*-2\r\n:1\r\n")).toBeTruthy();
  });

  it("whose lines end otherwise is malformed", () => {
    expect(isMalformed("+OK\n")).toBeTruthy();
    expect(isMalformed("+OK\r")).toBeTruthy();
    expect(isMalformed("+O\rK\r\n")).toBeTruthy();
    expect(isMalformed("$3\nabc\r\n")).toBeTruthy();
    expect(isMalformed("$3\r\nabc\n\r")).toBeTruthy();
    expect(isMalformed("$2\r\nabc\r\n")).toBeTruthy();
  });

  it("of another protocol is malformed", () => {
    expect(isMalformed("")).toBeTruthy();
    expect(isMalformed("\r\n")).toBeTruthy();
    expect(isMalformed("HTTP/1.1 400 Bad Request\r\n\r\n")).toBeTruthy();
    // RESP3, which nobody asked for with HELLO.
    expect(isMalformed("_\r\n")).toBeTruthy();
    expect(isMalformed("#t\r\n")).toBeTruthy();
    expect(isMalformed(",1.5\r\n")).toBeTruthy();
    expect(isMalformed("%1\r\n+a\r\n+b\r\n")).toBeTruthy();
  });

  it("cut off anywhere never reads as a whole one", () => {
    const whole = "*5\r\n:12\r\n$5\r\nab\r\nc\r\n+OK\r\n*1\r\n$-1\r\n-ERR x\r\n";
    for (let size = 0; size < whole.length; size++) {
      open(whole.substring(0, size));
      let values = 0;
      while (!reply.isAtEnd) {
        if (reply.next() == ReplyType.Malformed) break;
        values += 1;
      }
      expect(values).toBeLessThan(7, whole.substring(0, size));
    }
    open(whole);
    let values = 0;
    while (!reply.isAtEnd) {
      expect(reply.next()).not.toBe(ReplyType.Malformed);
      values += 1;
    }
    expect(values).toBe(7);
  });

  it("never makes the reader leave its bytes, whatever they are", () => {
    const alphabet = bytesOf("+-:$*\r\n\r\n0123456789ab-1\0\xff");
    const random = new Random(20240229);
    const bytes = new ArrayBuffer(48);
    const at = changetype<usize>(bytes);
    let isInside = true;
    for (let round = 0; round < 20000; round++) {
      const size = random.below(49);
      for (let i = 0; i < size; i++) {
        store<u8>(at + i, load<u8>(changetype<usize>(alphabet) + random.below(alphabet.byteLength)));
      }
      reply.open(at, size);
      for (let steps = 0; !reply.isAtEnd && steps < 50; steps++) {
        const type = reply.next();
        if (type != ReplyType.Bulk && type != ReplyType.Simple && type != ReplyType.Error) continue;
        if (reply.at < at || reply.size < 0 || reply.at + reply.size + 2 > at + size) isInside = false;
      }
      if (!reply.isAtEnd) isInside = false;
    }
    expect(isInside).toBeTruthy();
  });
});

describe("an integer of a reply", () => {
  it("may be spelled as a bulk", () => {
    open("$2\r\n42\r\n");
    expect(reply.nextInteger()).toBeTruthy();
    expect(reply.integer).toBe(42);
    open("$3\r\n-42\r\n");
    expect(reply.nextInteger()).toBeTruthy();
    expect(reply.integer).toBe(-42);
  });

  it("is nothing else", () => {
    const others = [
      "$0\r\n\r\n",
      "$1\r\n-\r\n",
      "$2\r\n4x\r\n",
      "$3\r\n 42\r\n",
      "$-1\r\n",
      "+42\r\n",
      "-42\r\n",
    ];
    for (let i = 0; i < others.length; i++) {
      open(others[i]);
      expect(reply.nextInteger()).toBeFalsy(others[i]);
    }
    open("$19\r\n9999999999999999999\r\n");
    expect(reply.nextInteger()).toBeFalsy("too long");
    open("*1\r\n:42\r\n");
    expect(reply.nextInteger()).toBeFalsy("in an array");
  });

  it("in a bulk is not read on behind its end", () => {
    open("*2\r\n$1\r\n4\r\n$1\r\n2\r\n");
    reply.next();
    expect(reply.nextInteger()).toBeTruthy();
    expect(reply.integer).toBe(4);
  });
});

describe("an error reply", () => {
  it("is told by the code in front", () => {
    open("-NOSCRIPT No matching script.\r\n");
    reply.next();
    expect(reply.startsWith(bytesOf("NOSCRIPT"))).toBeTruthy();
    expect(reply.startsWith(bytesOf("NOAUTH"))).toBeFalsy();
    open("-NO\r\n");
    reply.next();
    expect(reply.startsWith(bytesOf("NOSCRIPT"))).toBeFalsy("shorter than the code");
  });
});

describe("the preview of a reply", () => {
  it("is its first line, wherever it was read to", () => {
    open("$6\r\nsecret\r\n");
    reply.next();
    expect(reply.preview(100)).toBe("$6");
    expect(reply.preview(1)).toBe("$");
    expect(reply.preview(0)).toBe("");
  });

  it("of an error is the error's text", () => {
    open("-NOPERM no permissions to run the 'evalsha' command\r\n");
    expect(reply.preview(100)).toBe("NOPERM no permissions to run the 'evalsha' command");
  });

  it("leaves out the arguments of an unknown command", () => {
    open("-ERR unknown command 'EVALSHA', with args beginning with: 'key:secret' \r\n");
    expect(reply.preview(100)).toBe("ERR unknown command 'EVALSHA'");
  });

  it("of bytes that are no text is harmless", () => {
    const bytes: StaticArray<u8> = [0xff, 0xfe, 0xc3, 0xf0, 0x9f];
    for (let size = 0; size <= bytes.length; size++) {
      reply.open(changetype<usize>(bytes), size);
      expect(reply.preview(100).length).toBeLessThan(size + 1);
    }
  });
});
