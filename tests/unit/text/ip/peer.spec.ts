import { bytesOf, textOf } from "../../../../assembly/text/bytes";
import { splitPeer } from "../../../../assembly/text/ip/peer";
import { Span } from "../../../../assembly/text/span";

function addressPart(text: string): string {
  const bytes = bytesOf(text);
  const out = new Span();
  splitPeer(changetype<usize>(bytes), bytes.byteLength, out);
  return textOf(out.at, out.size);
}

describe("the address part of a peer", () => {
  it("is what stands before the port", () => {
    expect(addressPart("1.2.3.4:5678")).toBe("1.2.3.4");
    expect(addressPart("[2001:db8::1]:443")).toBe("2001:db8::1");
    expect(addressPart("1.2.3.4:")).toBe("1.2.3.4");
  });

  it("is everything without a port", () => {
    expect(addressPart("1.2.3.4")).toBe("1.2.3.4");
    expect(addressPart("[::1]")).toBe("::1");
    expect(addressPart("::1")).toBe("::1");
    expect(addressPart("2001:db8::1")).toBe("2001:db8::1");
    expect(addressPart("::ffff:1.2.3.4")).toBe("::ffff:1.2.3.4");
  });

  it("has no blanks around it", () => {
    expect(addressPart(" 1.2.3.4:80\t")).toBe("1.2.3.4");
    expect(addressPart("  [::1] ")).toBe("::1");
  });

  it("is passed on as it is when it makes no sense", () => {
    expect(addressPart("")).toBe("");
    expect(addressPart(" ")).toBe("");
    expect(addressPart("[::1")).toBe("[::1");
    expect(addressPart("[::1]x")).toBe("[::1]x");
    expect(addressPart("[::1]443")).toBe("[::1]443");
    expect(addressPart("[")).toBe("[");
    expect(addressPart("[]")).toBe("");
    expect(addressPart(":80")).toBe("");
    expect(addressPart(":")).toBe("");
    expect(addressPart("@/run/envoy.sock")).toBe("@/run/envoy.sock");
  });
});
