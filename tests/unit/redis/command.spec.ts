import { CommandWriter, encodeParts } from "../../../assembly/redis/command";
import { addressOf, Bytes, bytesOf, equalsBytes, textOf } from "../../../assembly/text/bytes";

const command = new CommandWriter();

function written(): string {
  return textOf(command.out.at, command.out.size);
}

function textOfBytes(bytes: Bytes): string {
  return textOf(addressOf(bytes), bytes.byteLength);
}

describe("a command", () => {
  it("is an array of bulk strings", () => {
    command.begin(3);
    command.text(bytesOf("SET"));
    command.text(bytesOf("key"));
    command.text(bytesOf("value"));
    expect(written()).toBe("*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n");
  });

  it("counts bytes, not characters", () => {
    command.begin(2);
    command.text(bytesOf("GET"));
    command.text(bytesOf("é限🙂"));
    expect(written()).toBe("*2\r\n$3\r\nGET\r\n$9\r\né限🙂\r\n");
  });

  it("carries any bytes", () => {
    const bytes: StaticArray<u8> = [0, 13, 10, 36, 0xff, 42];
    command.begin(1);
    command.bulk(changetype<usize>(bytes), bytes.length);
    const expected: StaticArray<u8> = [42, 49, 13, 10, 36, 54, 13, 10, 0, 13, 10, 36, 0xff, 42, 13, 10];
    expect(command.out.size).toBe(expected.length);
    expect(memory.compare(command.out.at, changetype<usize>(expected), expected.length)).toBe(0);
  });

  it("carries empty parts", () => {
    command.begin(2);
    command.text(bytesOf("ECHO"));
    command.text(bytesOf(""));
    expect(written()).toBe("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n");
  });

  it("announces the size of integers with their sign", () => {
    command.begin(6);
    command.integer(0);
    command.integer(9);
    command.integer(10);
    command.integer(-10);
    command.integer(i64.MAX_VALUE);
    command.integer(i64.MIN_VALUE);
    expect(written()).toBe(
      "*6\r\n$1\r\n0\r\n$1\r\n9\r\n$2\r\n10\r\n$3\r\n-10\r\n" +
        "$19\r\n9223372036854775807\r\n$20\r\n-9223372036854775808\r\n",
    );
  });

  it("forgets the one before", () => {
    command.begin(1);
    command.text(bytesOf("x".repeat(1000)));
    command.begin(1);
    command.text(bytesOf("PING"));
    expect(written()).toBe("*1\r\n$4\r\nPING\r\n");
  });

  it("may be larger than any buffer it started with", () => {
    const large = "y".repeat(100000);
    command.begin(2);
    command.text(bytesOf("ECHO"));
    command.text(bytesOf(large));
    expect(written()).toBe("*2\r\n$4\r\nECHO\r\n$100000\r\n" + large + "\r\n");
  });

  it("may start and end with parts that were encoded before", () => {
    const head = encodeParts(4, ["EVALSHA", "abc"]);
    const tail = encodeParts(0, ["60"]);
    command.beginWith(head);
    command.text(bytesOf("key"));
    command.append(tail);
    expect(written()).toBe("*4\r\n$7\r\nEVALSHA\r\n$3\r\nabc\r\n$3\r\nkey\r\n$2\r\n60\r\n");
  });
});

describe("encoded parts", () => {
  it("have a head only if they begin a command", () => {
    expect(textOfBytes(encodeParts(2, ["GET", "k"]))).toBe("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n");
    expect(textOfBytes(encodeParts(0, ["GET", "k"]))).toBe("$3\r\nGET\r\n$1\r\nk\r\n");
    expect(textOfBytes(encodeParts(0, []))).toBe("");
  });

  it("are not disturbed by those encoded after them", () => {
    const first = encodeParts(0, ["first"]);
    encodeParts(0, ["second"]);
    expect(equalsBytes(addressOf(first), first.byteLength, bytesOf("$5\r\nfirst\r\n"))).toBeTruthy();
  });
});
