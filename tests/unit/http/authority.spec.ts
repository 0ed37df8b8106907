import { bytesOf } from "../../../assembly/text/bytes";
import { hostSize } from "../../../assembly/http/authority";

function hostOf(authority: string): string {
  const bytes = bytesOf(authority);
  return authority.substring(0, hostSize(changetype<usize>(bytes), bytes.byteLength));
}

describe("the host of an authority", () => {
  it("is what stands before the port", () => {
    expect(hostOf("example.com:8080")).toBe("example.com");
    expect(hostOf("1.2.3.4:80")).toBe("1.2.3.4");
    expect(hostOf("example.com:")).toBe("example.com");
  });

  it("is everything without a port", () => {
    expect(hostOf("example.com")).toBe("example.com");
    expect(hostOf("")).toBe("");
  });

  it("keeps the brackets of IPv6", () => {
    expect(hostOf("[2001:db8::1]:443")).toBe("[2001:db8::1]");
    expect(hostOf("[::1]")).toBe("[::1]");
    expect(hostOf("[::1]:")).toBe("[::1]");
  });

  it("is taken as it is from what is no authority", () => {
    expect(hostOf("[::1")).toBe("[::1");
    expect(hostOf("[")).toBe("[");
    expect(hostOf(":80")).toBe("");
    expect(hostOf("a:b:c")).toBe("a:b");
  });
});
