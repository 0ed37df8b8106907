import { bytesOf, textOf } from "../../../assembly/text/bytes";
import { Span } from "../../../assembly/text/span";
import { fromRight, leftMost } from "../../../assembly/http/forwarded";

const out = new Span();

function left(list: string): string {
  const bytes = bytesOf(list);
  leftMost(changetype<usize>(bytes), bytes.byteLength, out);
  return textOf(out.at, out.size);
}

function right(list: string, position: i32): string {
  const bytes = bytesOf(list);
  const isFound = fromRight(changetype<usize>(bytes), bytes.byteLength, position, out);
  return isFound ? textOf(out.at, out.size) : "(missing)";
}

describe("the left-most element of a list", () => {
  it("ends at the first comma, blanks dropped", () => {
    expect(left("1.2.3.4")).toBe("1.2.3.4");
    expect(left(" 1.2.3.4 , 5.6.7.8,9.9.9.9")).toBe("1.2.3.4");
    expect(left("[::1]:80,\t2.2.2.2")).toBe("[::1]:80");
  });

  it("may be empty", () => {
    expect(left("")).toBe("");
    expect(left(" ")).toBe("");
    expect(left(", 1.2.3.4")).toBe("");
  });
});

describe("an element counted from the right", () => {
  it("is the last one at position 1", () => {
    expect(right("1.1.1.1, 2.2.2.2 ,3.3.3.3 ", 1)).toBe("3.3.3.3");
    expect(right("1.1.1.1, 2.2.2.2 ,3.3.3.3", 2)).toBe("2.2.2.2");
    expect(right("1.1.1.1, 2.2.2.2 ,3.3.3.3", 3)).toBe("1.1.1.1");
    expect(right("1.1.1.1", 1)).toBe("1.1.1.1");
    expect(right("1.1.1.1,,", 2)).toBe("");
  });

  it("is missing in a shorter list", () => {
    expect(right("1.1.1.1, 2.2.2.2", 3)).toBe("(missing)");
    expect(right("", 2)).toBe("(missing)");
    expect(right(",", 1000000)).toBe("(missing)");
  });
});
