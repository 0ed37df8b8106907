import { PairsWriter } from "../../../assembly/host/pairs";
import { ByteBuffer } from "../../../assembly/text/byte-buffer";
import { addressOf, bytesOf, textOf } from "../../../assembly/text/bytes";

const out = new ByteBuffer();
const pairs = new PairsWriter(out);

function add(name: string, value: string): void {
  const bytes = bytesOf(value);
  pairs.add(bytesOf(name), addressOf(bytes), bytes.byteLength);
}

describe("pairs", () => {
  it("are laid out with sizes first and a NUL behind each text", () => {
    pairs.begin(2);
    add("a", "xyz");
    add("name", "");
    expect(out.size).toBe(4 + 16 + 2 + 4 + 5 + 1);
    expect(load<u32>(out.at)).toBe(2);
    expect(load<u32>(out.at, 4)).toBe(1);
    expect(load<u32>(out.at, 8)).toBe(3);
    expect(load<u32>(out.at, 12)).toBe(4);
    expect(load<u32>(out.at, 16)).toBe(0);
    expect(textOf(out.at + 20, out.size - 20)).toBe("a\0xyz\0name\0\0");
  });

  it("may be none", () => {
    pairs.begin(0);
    expect(out.size).toBe(4);
    expect(load<u32>(out.at)).toBe(0);
  });

  it("forget those before", () => {
    pairs.begin(1);
    add("long-name", "x".repeat(1000));
    pairs.begin(1);
    add("b", "c");
    expect(out.size).toBe(16);
    expect(textOf(out.at + 12, 4)).toBe("b\0c\0");
  });

  it("keep their sizes when the buffer moves", () => {
    const fresh = new ByteBuffer();
    const writer = new PairsWriter(fresh);
    const value = bytesOf("v".repeat(100000));
    writer.begin(2);
    writer.add(bytesOf("n"), addressOf(value), value.byteLength);
    writer.add(bytesOf("m"), addressOf(value), 1);
    expect(load<u32>(fresh.at, 8)).toBe(100000);
    expect(load<u32>(fresh.at, 16)).toBe(1);
    expect(fresh.size).toBe(20 + 2 + 100001 + 2 + 2);
  });

  it("beyond the announced number are left out", () => {
    pairs.begin(1);
    add("a", "1");
    const size = out.size;
    add("b", "2");
    expect(out.size).toBe(size);
    expect(load<u32>(out.at)).toBe(1);
  });
});
