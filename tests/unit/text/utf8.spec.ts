import { bytesOf, textOf } from "../../../assembly/text/bytes";
import { countCharacters, firstInvalidUtf8, storeUtf8, utf8SequenceSize } from "../../../assembly/text/utf8";

function firstInvalid(bytes: u8[]): i32 {
  return firstInvalidUtf8(bytes.dataStart, bytes.length);
}

const sequence: usize = memory.data(4);

function utf8SizeOf(first: i32, second: i32, third: i32, fourth: i32): i32 {
  store<u32>(sequence, first | (second << 8) | (third << 16) | (fourth << 24));
  return utf8SequenceSize(sequence, 4);
}

describe("UTF-8", () => {
  it("accepts text of every sequence length", () => {
    const bytes = bytesOf("a\0é€\uffff😀\u{10ffff}");
    expect(firstInvalidUtf8(changetype<usize>(bytes), bytes.byteLength)).toBe(-1);
    expect(firstInvalid([])).toBe(-1);
  });

  it("accepts the borders of each length", () => {
    expect(firstInvalid([0x7f, 0xc2, 0x80, 0xdf, 0xbf])).toBe(-1);
    expect(firstInvalid([0xe0, 0xa0, 0x80, 0xed, 0x9f, 0xbf, 0xee, 0x80, 0x80, 0xef, 0xbf, 0xbf])).toBe(-1);
    expect(firstInvalid([0xf0, 0x90, 0x80, 0x80, 0xf4, 0x8f, 0xbf, 0xbf])).toBe(-1);
  });

  it("refuses overlong forms", () => {
    expect(firstInvalid([0x61, 0xc0, 0xaf])).toBe(1);
    expect(firstInvalid([0xc1, 0xbf])).toBe(0);
    expect(firstInvalid([0xe0, 0x9f, 0xbf])).toBe(0);
    expect(firstInvalid([0xf0, 0x8f, 0xbf, 0xbf])).toBe(0);
  });

  it("refuses surrogates and what lies above U+10FFFF", () => {
    expect(firstInvalid([0xed, 0xa0, 0x80])).toBe(0);
    expect(firstInvalid([0xed, 0xbf, 0xbf])).toBe(0);
    expect(firstInvalid([0xf4, 0x90, 0x80, 0x80])).toBe(0);
    expect(firstInvalid([0xf5, 0x80, 0x80, 0x80])).toBe(0);
    expect(firstInvalid([0xff])).toBe(0);
  });

  it("refuses stray continuations and sequences cut short", () => {
    expect(firstInvalid([0x61, 0x62, 0x80])).toBe(2);
    expect(firstInvalid([0xc3])).toBe(0);
    expect(firstInvalid([0xc3, 0x28])).toBe(0);
    expect(firstInvalid([0xe2, 0x82])).toBe(0);
    expect(firstInvalid([0xe2, 0x82, 0x28])).toBe(0);
    expect(firstInvalid([0xf0, 0x9f, 0x98])).toBe(0);
    expect(firstInvalid([0xf0, 0x9f, 0x98, 0x61])).toBe(0);
  });

  it("counts characters, not bytes", () => {
    const bytes = bytesOf("aé€😀");
    expect(countCharacters(changetype<usize>(bytes), bytes.byteLength)).toBe(4);
  });

  it("writes every kind of code point as the standard library does", () => {
    const buffer = new ArrayBuffer(4);
    const at = changetype<usize>(buffer);
    const points: u32[] = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff];
    for (let i = 0; i < points.length; i++) {
      const size = storeUtf8(at, points[i]);
      expect(textOf(at, size)).toBe(String.fromCodePoint(points[i]));
      expect(utf8SequenceSize(at, size)).toBe(size);
    }
  });

  it("accepts as many sequences as there are characters", () => {
    let two = 0;
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) {
        if (utf8SizeOf(first, second, 0, 0) == 2) two += 1;
      }
    }
    expect(two).toBe(0x800 - 0x80);

    let three = 0;
    for (let first = 0xe0; first < 256; first++) {
      for (let rest = 0; rest < 0x10000; rest++) {
        if (utf8SizeOf(first, rest >> 8, rest & 0xff, 0) == 3) three += 1;
      }
    }
    expect(three).toBe(0x10000 - 0x800 - 0x800);

    // Of the third and fourth byte only the borders of a continuation are tried.
    const tails = [0x7f, 0x80, 0xbf, 0xc0];
    let four = 0;
    for (let start = 0xe000; start < 0x10000; start++) {
      for (let tail = 0; tail < 16; tail++) {
        if (utf8SizeOf(start >> 8, start & 0xff, tails[tail >> 2], tails[tail & 3]) == 4) four += 1;
      }
    }
    expect(four).toBe((0x100000 >> 12) * 4);
  });
});
