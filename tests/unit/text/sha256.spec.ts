import { ByteBuffer } from "../../../assembly/text/byte-buffer";
import { bytesOf, textOf } from "../../../assembly/text/bytes";
import { sha256, writeSha256Hex } from "../../../assembly/text/sha256";

const out = new ByteBuffer();

function hashOf(text: string): string {
  const bytes = bytesOf(text);
  out.clear();
  writeSha256Hex(changetype<usize>(bytes), bytes.byteLength, out);
  return textOf(out.at, out.size);
}

describe("SHA-256", () => {
  it("gives the published example values of FIPS 180-4", () => {
    expect(hashOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(hashOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe(
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    );
    expect(hashOf("a".repeat(1000000))).toBe(
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    );
    expect(hashOf("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  // Around 56 and 64 bytes the padding grows by a block.
  it("pads right at every length around a block", () => {
    expect(hashOf("z".repeat(55))).toBe("5a383411d906da80612f366cb9b90ae54bcf6e7743b4117ace0884d98cd159ca");
    expect(hashOf("z".repeat(56))).toBe("c66a5b692b9a20229733ef8b87cfec52679c86a0c0245643484c46d4dcd82afa");
    expect(hashOf("z".repeat(57))).toBe("f7e927f23e3effb6bca2c32a1f94410002a69d21c0b506541c2a08a595be512d");
    expect(hashOf("z".repeat(63))).toBe("85021e4907c21645631d596eee989bf43c2cd56b074175d5393804dbf1744412");
    expect(hashOf("z".repeat(64))).toBe("72996563049cc84daa2c3f31fd5c3d10770e69d6ebbb8da5b6d76db303dbae43");
    expect(hashOf("z".repeat(65))).toBe("57685f5e43ddac1567f4d404c357c44bab70744b8b6af6009760389170c5c062");
    expect(hashOf("z".repeat(119))).toBe("de05957e72aca438f9b0c770cb2ee7fa0e58e08eb54536478db136d54c097abb");
    expect(hashOf("z".repeat(120))).toBe("46a063da7dc0c878899dfc50adf2558256652c05dd1afc0b1341f7608c7a4776");
    expect(hashOf("z".repeat(128))).toBe("8169c725edd39f00140ffcf57c45b9c5143e2ffe375869e4cf2805342715d2b1");
    let all = "";
    for (let length = 0; length <= 300; length++) all += hashOf("z".repeat(length));
    expect(hashOf(all)).toBe("8da9b164b66f07cd70b0e74dc9eda3d6490752d8f5c2434e169fe36de15c38bd");
  });

  it("is not disturbed by the hash before it", () => {
    const first = hashOf("x".repeat(200));
    hashOf("y".repeat(63));
    expect(hashOf("x".repeat(200))).toBe(first);
  });

  it("writes raw bytes that are those of the text form", () => {
    const bytes = bytesOf("abc");
    const raw = new ArrayBuffer(33);
    const at = changetype<usize>(raw);
    store<u8>(at, 0x55, 32);
    sha256(changetype<usize>(bytes), 3, at);
    expect(load<u8>(at)).toBe(0xba);
    expect(load<u8>(at, 31)).toBe(0xad);
    expect(load<u8>(at, 32)).toBe(0x55);
  });
});
