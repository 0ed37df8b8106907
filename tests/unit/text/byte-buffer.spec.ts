import { ByteBuffer } from "../../../assembly/text/byte-buffer";
import { bytesOf, textOf } from "../../../assembly/text/bytes";

function written(buffer: ByteBuffer): string {
  return textOf(buffer.at, buffer.size);
}

describe("a byte buffer", () => {
  it("writes text, numbers and line ends in order", () => {
    const buffer = new ByteBuffer();
    buffer.bytes(bytesOf("a="));
    buffer.unsigned(0);
    buffer.byte(0x3b);
    buffer.signed(-15);
    buffer.crlf();
    expect(written(buffer)).toBe("a=0;-15\r\n");
  });

  it("writes the extreme integers", () => {
    const buffer = new ByteBuffer();
    buffer.unsigned(u64.MAX_VALUE);
    buffer.byte(0x20);
    buffer.signed(i64.MIN_VALUE);
    expect(written(buffer)).toBe("18446744073709551615 -9223372036854775808");
  });

  it("grows past its first capacity and keeps what it holds", () => {
    const buffer = new ByteBuffer();
    for (let i = 0; i < 1000; i++) buffer.bytes(bytesOf("abc"));
    expect(buffer.size).toBe(3000);
    expect(textOf(buffer.at + 2997, 3)).toBe("abc");
  });

  it("keeps its memory when cleared", () => {
    const buffer = new ByteBuffer();
    buffer.bytes(bytesOf("abc"));
    const before = buffer.at;
    buffer.clear();
    buffer.bytes(bytesOf("xy"));
    expect(buffer.at).toBe(before);
    expect(written(buffer)).toBe("xy");
  });
});
