import { bytesOf } from "../../../../assembly/text/bytes";
import { parseIp } from "../../../../assembly/text/ip/parse";
import { IpRange, parseIpRange } from "../../../../assembly/text/ip/range";

const address: usize = memory.data(16, 8);

function rangeOf(text: string): IpRange {
  const range = parseIpRange(text).range;
  expect(range).not.toBeNull(text);
  return range!;
}

function holds(range: string, ip: string): bool {
  const bytes = bytesOf(ip);
  expect(parseIp(changetype<usize>(bytes), bytes.byteLength, address)).toBeTruthy(ip);
  return rangeOf(range).contains(address);
}

function errorOf(text: string): string {
  const result = parseIpRange(text);
  expect(result.range).toBeNull(text);
  const error = result.error;
  return error == null ? "no error" : error;
}

describe("an IP range", () => {
  it("of a single address holds that address only", () => {
    expect(holds("1.2.3.4", "1.2.3.4")).toBeTruthy();
    expect(holds("1.2.3.4", "1.2.3.5")).toBeFalsy();
    expect(holds("2001:db8::1", "2001:db8::1")).toBeTruthy();
    expect(holds("2001:db8::1", "2001:db8::2")).toBeFalsy();
    expect(holds("1.2.3.4/32", "1.2.3.4")).toBeTruthy();
    expect(holds("1.2.3.4/32", "1.2.3.5")).toBeFalsy();
    expect(holds("::1/128", "::1")).toBeTruthy();
    expect(holds("::1/128", "::")).toBeFalsy();
  });

  it("of a prefix ends exactly where the prefix does", () => {
    expect(holds("10.0.0.0/8", "10.255.255.255")).toBeTruthy();
    expect(holds("10.0.0.0/8", "11.0.0.0")).toBeFalsy();
    expect(holds("192.168.4.0/22", "192.168.7.255")).toBeTruthy();
    expect(holds("192.168.4.0/22", "192.168.8.0")).toBeFalsy();
    expect(holds("192.168.4.0/22", "192.168.3.255")).toBeFalsy();
    expect(holds("2001:db8::/32", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")).toBeTruthy();
    expect(holds("2001:db8::/32", "2001:db9::")).toBeFalsy();
    expect(holds("2001:db8:0:4::/63", "2001:db8:0:5::1")).toBeTruthy();
    expect(holds("2001:db8:0:4::/64", "2001:db8:0:5::1")).toBeFalsy();
    expect(holds("2001:db8::/65", "2001:db8::7fff:ffff:ffff:ffff")).toBeTruthy();
    expect(holds("2001:db8::/65", "2001:db8::8000:0:0:0")).toBeFalsy();
  });

  it("drops bits behind the prefix", () => {
    expect(holds("192.168.1.77/24", "192.168.1.1")).toBeTruthy();
    expect(holds("2001:db8::abcd/32", "2001:db8:1::")).toBeTruthy();
  });

  it("is of one family, the widest ones included", () => {
    expect(holds("0.0.0.0/0", "255.1.2.3")).toBeTruthy();
    expect(holds("0.0.0.0/0", "::1")).toBeFalsy();
    expect(holds("0.0.0.0/0", "2001:db8::1")).toBeFalsy();
    expect(holds("::/0", "2001:db8::1")).toBeTruthy();
    expect(holds("::/0", "1.2.3.4")).toBeFalsy();
    expect(holds("::/0", "::ffff:1.2.3.4")).toBeFalsy();
  });

  it("in IPv4-mapped spelling is the IPv4 range", () => {
    expect(holds("::ffff:1.2.3.0/120", "1.2.3.200")).toBeTruthy();
    expect(holds("::ffff:1.2.3.0/120", "1.2.4.0")).toBeFalsy();
    expect(holds("::ffff:102:300/120", "::ffff:1.2.3.9")).toBeTruthy();
    expect(holds("::ffff:0:0/96", "9.9.9.9")).toBeTruthy();
    expect(holds("1.2.3.0/24", "::ffff:1.2.3.9")).toBeTruthy();
    expect(holds("::ffff:1.2.3.4", "1.2.3.4")).toBeTruthy();
  });

  it("says why a text is refused", () => {
    const noAddress = "not an IP address or CIDR range";
    expect(errorOf("")).toBe(noAddress);
    expect(errorOf("*")).toBe(noAddress);
    expect(errorOf("/24")).toBe(noAddress);
    expect(errorOf("1.2.3/24")).toBe(noAddress);
    expect(errorOf("1.2.3.4:80")).toBe(noAddress);
    expect(errorOf(" 1.2.3.4")).toBe(noAddress);
    expect(errorOf("fe80::%1/64")).toBe(noAddress);
    expect(errorOf("1.2.3.4/33")).toBe("the prefix length must be a number from 0 to 32");
    expect(errorOf("1.2.3.4/")).toBe("the prefix length must be a number from 0 to 32");
    expect(errorOf("1.2.3.4/-1")).toBe("the prefix length must be a number from 0 to 32");
    expect(errorOf("1.2.3.4/8/8")).toBe("the prefix length must be a number from 0 to 32");
    expect(errorOf("1.2.3.4/255.0.0.0")).toBe("the prefix length must be a number from 0 to 32");
    expect(errorOf("1.2.3.4/18446744073709551617")).toBe("the prefix length must be a number from 0 to 32");
    expect(errorOf("::1/129")).toBe("the prefix length must be a number from 0 to 128");
    expect(errorOf("::ffff:1.2.3.4/24")).toBe("the prefix length must be a number from 96 to 128");
  });
});
