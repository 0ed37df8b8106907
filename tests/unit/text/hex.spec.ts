import { ByteBuffer } from "../../../assembly/text/byte-buffer";
import { bytesOf, textOf } from "../../../assembly/text/bytes";
import { hexDigit, hexValue, writeHex } from "../../../assembly/text/hex";

describe("hexadecimal", () => {
  it("reads exactly the digits of both cases", () => {
    const digits = "0123456789abcdefABCDEF";
    let accepted = "";
    for (let byte = 0; byte < 256; byte++) {
      if (hexValue(<u8>byte) >= 0) accepted += String.fromCharCode(byte);
    }
    expect(accepted).toBe("0123456789ABCDEFabcdef");
    for (let i = 0; i < digits.length; i++) {
      expect(hexValue(<u8>digits.charCodeAt(i))).toBe(i < 16 ? i : i - 6);
    }
  });

  it("writes lower-case digits that read back", () => {
    for (let value = 0; value < 16; value++) expect(hexValue(hexDigit(value))).toBe(value);
    const bytes = bytesOf("\0\x7fÿ");
    const out = new ByteBuffer();
    out.byte(0x78);
    writeHex(changetype<usize>(bytes), bytes.byteLength, out);
    expect(textOf(out.at, out.size)).toBe("x007fc3bf");
  });
});
