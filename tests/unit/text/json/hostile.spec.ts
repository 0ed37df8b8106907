import { ByteBuffer } from "../../../../assembly/text/byte-buffer";
import { bytesOf, textOf } from "../../../../assembly/text/bytes";
import { parseJson } from "../../../../assembly/text/json/parse";
import { quoteJson } from "../../../../assembly/text/json/quote";
import { Random } from "../random";

const SEED_DOCUMENT =
  '{"redis": {"service_name": "r.dns", "timeout": 1000, "ratio": 0.25e-1}, "rules": [true, false, null, ' +
  '"tab\\t \\u00e9 \\ud83d\\ude00 é€😀", {"limit": -12, "": [[], {}]}], "deep": [[[[[1]]]]]}';

const TOKENS: string[] = [
  "{", "}", "[", "]", ",", ":", '"', "\\", "\\u", "\\ud83d", "\\udc00", "true", "null", "-", "0", "1", ".", "e", "+",
  "1e999999", '"a"', '"a":', " ", "\n", "é", "\0", "999999999999999999999",
]; // prettier-ignore

/** Parses and checks what holds for any input: one of value and error, and a position inside the document. */
function check(at: usize, size: i32): bool {
  const result = parseJson(at, size);
  const error = result.error;
  const value = result.value;
  if (error != null) {
    const isInside = error.offset >= 0 && error.offset <= size && error.line >= 1 && error.column >= 1;
    if (value != null || !isInside) expect(textOf(at, size)).toBe(error.toString());
    return false;
  }
  if (value == null) {
    expect(textOf(at, size)).toBe("a value or an error");
    return false;
  }
  // What is written from an accepted document is accepted again and written the same.
  const written = quoteJson(value, 100000);
  const bytes = bytesOf(written);
  const again = parseJson(changetype<usize>(bytes), bytes.byteLength).value;
  expect(again != null ? quoteJson(again, 100000) : "refused").toBe(written);
  return true;
}

describe("hostile bytes", () => {
  it("never trap when a good document is mutated", () => {
    const random = new Random(1);
    const seed = bytesOf(SEED_DOCUMENT);
    const text = new ByteBuffer();
    let accepted = 0;
    for (let round = 0; round < 20000; round++) {
      text.clear();
      text.bytes(seed);
      for (let edits = 1 + random.below(4); edits > 0; edits--) {
        const offset = random.below(text.size);
        if (random.below(4) == 0) text.size = offset + 1;
        else store<u8>(text.at + offset, random.byte());
      }
      if (check(text.at, text.size)) accepted += 1;
    }
    expect(accepted).toBeGreaterThan(100);
    expect(accepted).toBeLessThan(15000);
  });

  it("never trap when they are random tokens", () => {
    const random = new Random(2);
    const tokens = TOKENS.map<ArrayBuffer>((token) => bytesOf(token));
    const text = new ByteBuffer();
    let accepted = 0;
    for (let round = 0; round < 60000; round++) {
      text.clear();
      for (let count = random.below(10); count > 0; count--) text.bytes(tokens[random.below(tokens.length)]);
      if (check(text.at, text.size)) accepted += 1;
    }
    expect(accepted).toBeGreaterThan(100);
  });

  it("never trap when they are noise", () => {
    const random = new Random(3);
    const text = new ByteBuffer();
    for (let round = 0; round < 20000; round++) {
      text.clear();
      for (let count = random.below(40); count > 0; count--) text.byte(random.byte());
      check(text.at, text.size);
    }
  });
});
