import { problemOf } from "./outcome";

function expectRefusal(pattern: string, offset: i32, message: string): void {
  expect(problemOf(pattern)).toBe(`${offset}: ${message}`);
}

describe("a pattern that is refused", () => {
  it("has parentheses or brackets that are open, or closed too often", () => {
    expectRefusal("a(b", 1, "missing closing ): `(b`");
    expectRefusal("(a(b)", 0, "missing closing ): `(a(b)`");
    expectRefusal("a)", 1, "unexpected ): `)`");
    expectRefusal("(?i)a)", 5, "unexpected ): `)`");
    expectRefusal("x[ab", 1, "missing closing ]: `[ab`");
    expectRefusal("[]", 0, "missing closing ]: `[]`");
    expectRefusal("[^", 0, "missing closing ]: `[^`");
  });

  it("repeats nothing, or a repetition", () => {
    expectRefusal("*", 0, "missing argument to repetition operator: `*`");
    expectRefusal("a|*", 2, "missing argument to repetition operator: `*`");
    expectRefusal("(+?)", 1, "missing argument to repetition operator: `+?`");
    expectRefusal("(?i)?", 4, "missing argument to repetition operator: `?`");
    expectRefusal("{2}", 0, "missing argument to repetition operator: `{2}`");
    expectRefusal("a**", 1, "invalid nested repetition operator: `**`");
    expectRefusal("a++", 1, "invalid nested repetition operator: `++`");
    expectRefusal("a*?+", 1, "invalid nested repetition operator: `*?+`");
    expectRefusal("a{2}{3}", 1, "invalid nested repetition operator: `{2}{3}`");
  });

  it("repeats too often", () => {
    expect(problemOf("a{1000}")).toBe("");
    expectRefusal("a{1001}", 1, "invalid repeat count: `{1001}`");
    expectRefusal("a{1,1001}", 1, "invalid repeat count: `{1,1001}`");
    expectRefusal("a{99999999999999999999}", 1, "invalid repeat count: `{99999999999999999999}`");
    expectRefusal("a{2,1}", 1, "invalid repeat count: `{2,1}`");
    expect(problemOf("((a{100}){10})")).toBe("");
    expectRefusal("(a{100}b){11}", 9, "invalid repeat count: `{11}`");
    expectRefusal("(a{100}|b*){11}", 11, "invalid repeat count: `{11}`");
    expectRefusal("((a{5}){100}b){3}", 14, "invalid repeat count: `{3}`");
    expect(problemOf("((a{5}){100}b){2}")).toBe("");
    expect(problemOf("((a{999}){0}b){500}")).toBe("");
  });

  it("has escapes without a meaning", () => {
    expectRefusal("a\\", 1, "trailing backslash at end of expression: `\\`");
    expectRefusal("\\1", 0, "invalid escape sequence: `\\1`");
    expectRefusal("(a)\\8", 3, "invalid escape sequence: `\\8`");
    expectRefusal("\\C", 0, "invalid escape sequence: `\\C`");
    expectRefusal("a\\Z", 1, "invalid escape sequence: `\\Z`");
    expectRefusal("\\é", 0, "invalid escape sequence: `\\é`");
    expectRefusal("\\E", 0, "invalid escape sequence: `\\E`");
    expectRefusal("\\x4", 0, "invalid escape sequence: `\\x4`");
    expectRefusal("\\xg0", 0, "invalid escape sequence: `\\xg`");
    expectRefusal("\\x{}", 0, "invalid escape sequence: `\\x{}`");
    expectRefusal("\\x{110000}", 0, "invalid escape sequence: `\\x{110000`");
    expectRefusal("\\x{41", 0, "invalid escape sequence: `\\x{41`");
    expectRefusal("[\\b]", 1, "invalid escape sequence: `\\b`");
  });

  it("has classes that make no sense", () => {
    expectRefusal("[b-a]", 1, "invalid character class range: `b-a`");
    expectRefusal("[a-\\d]", 3, "invalid escape sequence: `\\d`");
    expectRefusal("[[:foo:]]", 1, "invalid character class range: `[:foo:]`");
    expectRefusal("[[:Alpha:]]", 1, "invalid character class range: `[:Alpha:]`");
    expectRefusal("[[::]]", 1, "invalid character class range: `[::]`");
    expectRefusal("[[:alnum=09AZaz;alpha:]]", 1, "invalid character class range: `[:alnum=09AZaz;alpha:]`");
  });

  it("needs the tables of Unicode", () => {
    const reason = "Unicode classes are not supported, write ranges such as [\\x{4E00}-\\x{9FFF}]";
    expectRefusal("a\\pL", 1, `${reason}: \`\\pL\``);
    expectRefusal("\\p{Han}+", 0, `${reason}: \`\\p{Han}\``);
    expectRefusal("[a\\P{Greek}]", 2, `${reason}: \`\\P{Greek}\``);
    expectRefusal("\\p{Han", 0, `${reason}: \`\\p{Han\``);
    expectRefusal("\\p", 0, `${reason}: \`\\p\``);
  });

  it("looks around, behind itself or never back", () => {
    expectRefusal("(?=a)", 0, "invalid or unsupported Perl syntax: `(?=`");
    expectRefusal("a(?!b)", 1, "invalid or unsupported Perl syntax: `(?!`");
    expectRefusal("(?<=a)b", 0, "invalid or unsupported Perl syntax: `(?<=`");
    expectRefusal("(?<!a)b", 0, "invalid or unsupported Perl syntax: `(?<!`");
    expectRefusal("(?>a)", 0, "invalid or unsupported Perl syntax: `(?>`");
    expectRefusal("(?#a)", 0, "invalid or unsupported Perl syntax: `(?#`");
    expectRefusal("(?P=n)", 0, "invalid or unsupported Perl syntax: `(?P`");
    expectRefusal("(?P>n)", 0, "invalid or unsupported Perl syntax: `(?P`");
  });

  it("has flags that do not exist", () => {
    expectRefusal("(?x)a", 0, "invalid or unsupported Perl syntax: `(?x`");
    expectRefusal("(?i", 0, "invalid or unsupported Perl syntax: `(?i`");
    expectRefusal("(?-)", 0, "invalid or unsupported Perl syntax: `(?-)`");
    expectRefusal("(?i--s)", 0, "invalid or unsupported Perl syntax: `(?i--`");
    expectRefusal("a(?", 1, "invalid or unsupported Perl syntax: `(?`");
  });

  it("has names of groups that are none", () => {
    expectRefusal("(?P<>a)", 0, "invalid named capture: `(?P<>`");
    expectRefusal("(?<a-b>c)", 0, "invalid named capture: `(?<a-`");
    expectRefusal("(?P<a", 0, "invalid named capture: `(?P<a`");
  });

  it("is too large", () => {
    expectRefusal("(?:a{1000}){2}", 11, "invalid repeat count: `{2}`");
    expectRefusal("(?:abcdefghij){1000}", 14, "expression too large, more than 10000 instructions: `{1000}`");
    expect(problemOf("a".repeat(9_998))).toBe("");
    expect(problemOf("a".repeat(10_001)).startsWith("0: expression longer than 10000 characters")).toBe(true);
    expectRefusal(
      "(?:ab){1000}".repeat(5),
      54,
      "expression too large, more than 10000 instructions: `{1000}`",
    );
  });

  it("has half a character", () => {
    const low = String.fromCharCode(0xdc00);
    const high = String.fromCharCode(0xd800);
    expect(problemOf("a" + high).startsWith("1: invalid UTF-16")).toBe(true);
    expect(problemOf(low + "a").startsWith("0: invalid UTF-16")).toBe(true);
    expect(problemOf("[" + high + "a]").startsWith("1: invalid UTF-16")).toBe(true);
    expect(problemOf(high + high + low).startsWith("0: invalid UTF-16")).toBe(true);
    expect(problemOf(high + low)).toBe("");
  });
});
