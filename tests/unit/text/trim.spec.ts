import { bytesOf, textOf } from "../../../assembly/text/bytes";
import { Span } from "../../../assembly/text/span";
import { trimBlanks } from "../../../assembly/text/trim";

function trimmed(text: string): string {
  const bytes = bytesOf(text);
  const out = new Span();
  trimBlanks(changetype<usize>(bytes), bytes.byteLength, out);
  return textOf(out.at, out.size);
}

describe("trimming blanks", () => {
  it("drops spaces and tabs on both sides and nothing else", () => {
    expect(trimmed(" \t a b\t ")).toBe("a b");
    expect(trimmed("a")).toBe("a");
    expect(trimmed("\r\na\u00a0")).toBe("\r\na\u00a0");
  });

  it("leaves nothing of blanks alone", () => {
    expect(trimmed("")).toBe("");
    expect(trimmed(" ")).toBe("");
    expect(trimmed("\t \t")).toBe("");
  });
});
