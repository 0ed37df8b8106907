import { bytesOf, textOf } from "../../../assembly/text/bytes";
import { Span } from "../../../assembly/text/span";
import { findCookie } from "../../../assembly/http/cookies";

const MISSING = "(missing)";

const out = new Span();

function cookie(header: string, name: string): string {
  const bytes = bytesOf(header);
  out.set(1, 2);
  const isFound = findCookie(changetype<usize>(bytes), bytes.byteLength, bytesOf(name), out);
  if (!isFound) expect(out.at == 1 && out.size == 2).toBeTruthy("nothing found leaves the span alone");
  return isFound ? textOf(out.at, out.size) : MISSING;
}

describe("a cookie", () => {
  it("is found wherever it stands", () => {
    expect(cookie("id=1; b=2; c=3", "id")).toBe("1");
    expect(cookie("a=1; id=2; c=3", "id")).toBe("2");
    expect(cookie("a=1; b=2; id=3", "id")).toBe("3");
    expect(cookie("a=1;id=2;", "id")).toBe("2");
    expect(cookie(" \t;;  id=2 \t ;", "id")).toBe("2");
  });

  it("is missing under another name", () => {
    expect(cookie("", "id")).toBe(MISSING);
    expect(cookie(";", "id")).toBe(MISSING);
    expect(cookie("ID=1; idx=2; i=3; x=id", "id")).toBe(MISSING);
    expect(cookie("x=id=1", "id")).toBe(MISSING);
  });

  it("counts by its first occurrence", () => {
    expect(cookie("id=1; id=2", "id")).toBe("1");
  });

  it("keeps padding, quotes and inner blanks of its value", () => {
    expect(cookie("id=YWI==; b=1", "id")).toBe("YWI==");
    expect(cookie('id="a b"; b=1', "id")).toBe('"a b"');
    expect(cookie("id=a\t b; c=1", "id")).toBe("a\t b");
    expect(cookie("id==; c=1", "id")).toBe("=");
    expect(cookie("id=a,b", "id")).toBe("a,b");
  });

  it("without an equals sign never hides a later one", () => {
    expect(cookie("id; id=1", "id")).toBe("1");
    expect(cookie("id;id;;id=1", "id")).toBe("1");
    expect(cookie("id", "id")).toBe(MISSING);
  });

  it("with an empty value counts as missing and never hides a later one", () => {
    expect(cookie("id=", "id")).toBe(MISSING);
    expect(cookie("id= ; b=1", "id")).toBe(MISSING);
    expect(cookie("id=; id=1", "id")).toBe("1");
  });

  it("may have blanks behind its name", () => {
    expect(cookie("id =1", "id")).toBe("1");
  });
});
