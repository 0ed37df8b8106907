import { HostPattern } from "../../../assembly/match/host-pattern";
import { bytesOf } from "../../../assembly/text/bytes";

function matches(pattern: string, host: string): bool {
  const bytes = bytesOf(host);
  return new HostPattern(pattern).matches(changetype<usize>(bytes), bytes.byteLength);
}

describe("a domain of a rule", () => {
  it("without a star is that host only", () => {
    expect(matches("a.com", "a.com")).toBeTruthy();
    expect(matches("a.com", "b.a.com")).toBeFalsy();
    expect(matches("a.com", "a.com.evil")).toBeFalsy();
    expect(matches("a.com", "a.co")).toBeFalsy();
    expect(matches("a.com", "")).toBeFalsy();
  });

  it("with a star in front is every host that ends so", () => {
    expect(matches("*.a.com", "b.a.com")).toBeTruthy();
    expect(matches("*.a.com", "c.b.a.com")).toBeTruthy();
    expect(matches("*.a.com", "a.com")).toBeFalsy();
    expect(matches("*.a.com", ".a.com")).toBeTruthy();
    expect(matches("*.a.com", "xa.com")).toBeFalsy();
    // As the gateway's own plugins: the dot is not implied.
    expect(matches("*a.com", "evila.com")).toBeTruthy();
  });

  it("with a star behind is every host that starts so", () => {
    expect(matches("api.*", "api.a.com")).toBeTruthy();
    expect(matches("api.*", "api.")).toBeTruthy();
    expect(matches("api.*", "api")).toBeFalsy();
    expect(matches("api.*", "www.api.a.com")).toBeFalsy();
  });

  it("that is only a star is every host", () => {
    expect(matches("*", "a.com")).toBeTruthy();
    expect(matches("*", "")).toBeTruthy();
  });

  it("knows one star only; any other is a character", () => {
    expect(matches("a.*.com", "a.b.com")).toBeFalsy();
    expect(matches("a.*.com", "a.*.com")).toBeTruthy();
    expect(matches("*.a.*", "x.a.com")).toBeFalsy();
    expect(matches("*.a.*", "x.a.*")).toBeTruthy();
  });

  it("minds case and ports, as it is given the host without its port", () => {
    expect(matches("a.com", "A.com")).toBeFalsy();
    expect(matches("a.com:80", "a.com")).toBeFalsy();
  });
});
