import { textOf } from "../../../assembly/text/bytes";
import { narrowAscii } from "../../../assembly/text/utf16";

const LETTERS: string = "The quick brown fox";
const into = new StaticArray<u8>(32);
const at = changetype<usize>(into);

function isAscii(text: string): bool {
  return narrowAscii(changetype<usize>(text), text.length, at);
}

describe("UTF-16 text", () => {
  it("becomes bytes if it is ASCII, whatever its length", () => {
    for (let units = 0; units <= LETTERS.length; units++) {
      expect(isAscii(LETTERS.substring(0, units))).toBeTruthy();
      expect(textOf(at, units)).toBe(LETTERS.substring(0, units));
    }
  });

  it("is not ASCII with another character at any place", () => {
    const others = ["\u0080", "é", "限", "\ud83d", "\uff41"];
    for (let i = 0; i < others.length; i++) {
      for (let place = 0; place < 9; place++) {
        const text = LETTERS.substring(0, place) + others[i] + LETTERS.substring(place, 9);
        expect(isAscii(text)).toBeFalsy(text);
      }
    }
    expect(isAscii("\u007f\0\u007f\0\u007f")).toBeTruthy();
  });

  it("is written no further than its length", () => {
    memory.fill(at, 0x2e, 32);
    isAscii("12345é7");
    expect(load<u8>(at, 7)).toBe(0x2e);
  });
});
