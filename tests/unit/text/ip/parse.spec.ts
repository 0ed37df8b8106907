import { ByteBuffer } from "../../../../assembly/text/byte-buffer";
import { bytesOf, textOf } from "../../../../assembly/text/bytes";
import { IP_SIZE, isIpv4 } from "../../../../assembly/text/ip/address";
import { formatIp } from "../../../../assembly/text/ip/format";
import { parseIp } from "../../../../assembly/text/ip/parse";
import { Random } from "../random";

const address: usize = memory.data(16, 8);
const again: usize = memory.data(16, 8);
const out = new ByteBuffer();

function parse(text: string): bool {
  const bytes = bytesOf(text);
  return parseIp(changetype<usize>(bytes), bytes.byteLength, address);
}

/** The canonical text of `text`, or "refused". */
function canonical(text: string): string {
  if (!parse(text)) return "refused";
  out.clear();
  formatIp(address, out);
  return textOf(out.at, out.size);
}

function expectRefused(text: string): void {
  expect(canonical(text)).toBe("refused", text);
}

describe("an IPv4 address", () => {
  it("is four numbers up to 255", () => {
    expect(canonical("0.0.0.0")).toBe("0.0.0.0");
    expect(canonical("255.255.255.255")).toBe("255.255.255.255");
    expect(canonical("192.0.2.10")).toBe("192.0.2.10");
    expect(isIpv4(address)).toBeTruthy();
  });

  it("is kept IPv4-mapped", () => {
    parse("1.2.3.4");
    expect(load<u64>(address)).toBe(0);
    expect(load<u64>(address, 8)).toBe(0x04030201ffff0000);
  });

  it("is refused with leading zeros, too few, too many or too large numbers", () => {
    expectRefused("01.2.3.4");
    expectRefused("1.2.3.00");
    expectRefused("1.2.3");
    expectRefused("1.2.3.");
    expectRefused(".1.2.3");
    expectRefused("1..2.3");
    expectRefused("1.2.3.4.5");
    expectRefused("1.2.3.4.");
    expectRefused("1.2.3.256");
    expectRefused("1.2.3.4294967297");
    expectRefused("99999999999999999999.1.1.1");
  });

  it("is refused with anything around it", () => {
    expectRefused("");
    expectRefused("1");
    expectRefused("...");
    expectRefused(" 1.2.3.4");
    expectRefused("1.2.3.4 ");
    expectRefused("1.2.3.4\0");
    expectRefused("1.2.3.4/24");
    expectRefused("+1.2.3.4");
    expectRefused("0x1.2.3.4");
    expectRefused("1.2.3.a");
    expectRefused("localhost");
    expectRefused("１.2.3.4");
  });
});

describe("an IPv6 address", () => {
  it("is read in every form of RFC 4291 and written as in RFC 5952", () => {
    expect(canonical("::")).toBe("::");
    expect(canonical("::1")).toBe("::1");
    expect(canonical("1::")).toBe("1::");
    expect(canonical("ABCD:EF01:2345:6789:ABCD:EF01:2345:6789")).toBe(
      "abcd:ef01:2345:6789:abcd:ef01:2345:6789",
    );
    expect(canonical("2001:DB8:0:0:8:800:200C:417A")).toBe("2001:db8::8:800:200c:417a");
    expect(canonical("FF01::101")).toBe("ff01::101");
    expect(canonical("2001:0db8::0001")).toBe("2001:db8::1");
    expect(canonical("1:2:3:4:5:6:7::")).toBe("1:2:3:4:5:6:7:0");
    expect(canonical("::2:3:4:5:6:7:8")).toBe("0:2:3:4:5:6:7:8");
    expect(canonical("1:2:3:4:5:6:1.2.3.4")).toBe("1:2:3:4:5:6:102:304");
    expect(canonical("64:ff9b::192.0.2.33")).toBe("64:ff9b::c000:221");
    expect(isIpv4(address)).toBeFalsy();
  });

  it("shortens the longest run of zeros, the first of equal ones, never a single group", () => {
    expect(canonical("2001:db8:0:1:1:1:1:1")).toBe("2001:db8:0:1:1:1:1:1");
    expect(canonical("2001:0:0:1:0:0:0:1")).toBe("2001:0:0:1::1");
    expect(canonical("2001:db8:0:0:1:0:0:1")).toBe("2001:db8::1:0:0:1");
    expect(canonical("0:0:1:0:0:0:0:0")).toBe("0:0:1::");
    expect(canonical("0:0:0:0:0:1:0:0")).toBe("::1:0:0");
    expect(canonical("::1.2.3.4")).toBe("::102:304");
  });

  it("that is IPv4-mapped counts as the IPv4 address", () => {
    expect(canonical("::ffff:1.2.3.4")).toBe("1.2.3.4");
    expect(canonical("::FFFF:102:304")).toBe("1.2.3.4");
    expect(canonical("0:0:0:0:0:ffff:1.2.3.4")).toBe("1.2.3.4");
    expect(canonical("::fffe:1.2.3.4")).toBe("::fffe:102:304");
    expect(canonical("::1:ffff:1.2.3.4")).toBe("::1:ffff:102:304");
  });

  it("is refused with misplaced colons", () => {
    expectRefused(":");
    expectRefused(":::");
    expectRefused("1:");
    expectRefused(":1");
    expectRefused("1::2::3");
    expectRefused("1:::2");
    expectRefused("::1:");
    expectRefused("1:2:3:4:5:6:7:");
    expectRefused("1:2:3:4:5:6:7:8:");
    expectRefused(":1:2:3:4:5:6:7:8");
  });

  it("is refused with too few or too many groups", () => {
    expectRefused("1:2:3:4:5:6:7");
    expectRefused("1:2:3:4:5:6:7:8:9");
    expectRefused("1:2:3:4:5:6:7:8::");
    expectRefused("::1:2:3:4:5:6:7:8");
    expectRefused("1:2:3:4::5:6:7:8");
    expectRefused("12345::");
    expectRefused("00001::");
  });

  it("is refused with IPv4 at the wrong place", () => {
    expectRefused("1:2:3:4:5:6:7:1.2.3.4");
    expectRefused("1:2:3:4:5:1.2.3.4");
    expectRefused("1:2:3:4:5:6::1.2.3.4");
    expectRefused("1.2.3.4::");
    expectRefused("::1.2.3.4:1");
    expectRefused("::ffff:1.2.3");
    expectRefused("::ffff:1.2.3.04");
    expectRefused("::ffff:1.2.3.256");
    expectRefused("::ffff:a.2.3.4");
    expectRefused("::.1.2.3");
  });

  it("is written to its 16 bytes only, refused or not", () => {
    const room = new ArrayBuffer(20);
    const texts = [
      "1:2:3:4:5:6:7:1.2.3.4",
      "::1:2:3:4:5:6:7:1.2.3.4",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7:8",
    ];
    for (let i = 0; i < texts.length; i++) {
      const bytes = bytesOf(texts[i]);
      store<u32>(changetype<usize>(room), 0x55555555, IP_SIZE);
      parseIp(changetype<usize>(bytes), bytes.byteLength, changetype<usize>(room));
      expect(load<u32>(changetype<usize>(room), IP_SIZE)).toBe(0x55555555, texts[i]);
    }
  });

  it("is refused with a zone, brackets, a port, a prefix or blanks", () => {
    expectRefused("fe80::1%eth0");
    expectRefused("[::1]");
    expectRefused("[::1]:443");
    expectRefused("::1/128");
    expectRefused(" ::1");
    expectRefused("::1 ");
    expectRefused("::g");
    expectRefused("::-1");
  });
});

describe("parsing and formatting", () => {
  it("are inverse for random addresses with many zero groups", () => {
    const random = new Random(20);
    for (let round = 0; round < 20000; round++) {
      for (let i = 0; i < IP_SIZE; i += 2) {
        const group = random.below(3) == 0 ? <u16>random.next() : <u16>random.below(2);
        store<u16>(again + i, group);
      }
      if (round % 5 == 0) {
        store<u64>(again, 0);
        store<u32>(again, 0xffff0000, 8);
      }
      out.clear();
      formatIp(again, out);
      const isRead = parseIp(out.at, out.size, address);
      const isSame = isRead && memory.compare(address, again, IP_SIZE) == 0;
      if (!isSame) expect(textOf(out.at, out.size)).toBe("read back unchanged");
    }
  });

  it("survive random text made of their own alphabet", () => {
    const alphabet = bytesOf("::::....0123456789abcdfF%[]/ ");
    const random = new Random(21);
    const text = new ByteBuffer();
    let accepted = 0;
    for (let round = 0; round < 200000; round++) {
      text.clear();
      const size = random.below(12);
      for (let i = 0; i < size; i++) {
        text.byte(load<u8>(changetype<usize>(alphabet) + random.below(alphabet.byteLength)));
      }
      store<u64>(again, 0x5555555555555555);
      if (!parseIp(text.at, text.size, address)) continue;
      accepted += 1;
      out.clear();
      formatIp(address, out);
      const isStable = parseIp(out.at, out.size, again) && memory.compare(address, again, IP_SIZE) == 0;
      if (!isStable) expect(textOf(text.at, text.size)).toBe("the same address after a round trip");
    }
    expect(accepted).toBeGreaterThan(100);
  });
});
