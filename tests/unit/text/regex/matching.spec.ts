import { mistakesOf, outcomeOfBytes } from "./outcome";

function expectMatches(pattern: string, matching: string[], others: string[]): void {
  expect(mistakesOf(pattern, matching, others)).toBe("", pattern);
}

function bytes(values: u8[]): ArrayBuffer {
  const copy = new ArrayBuffer(values.length);
  memory.copy(changetype<usize>(copy), values.dataStart, values.length);
  return copy;
}

describe("a regular expression", () => {
  it("is looked for anywhere in the text", () => {
    expectMatches("", ["", "a"], []);
    expectMatches("foo", ["foo", "seafood", "xfoo"], ["", "fo", "fo o", "Foo"]);
    expectMatches("foo.*", ["seafood", "foo"], ["none"]);
    expectMatches("aab", ["aaab", "aab"], ["aaa", "ab"]);
    expectMatches("a.c", ["abc", "xa.cx", "aéc", "a😀c"], ["ac", "a\nc"]);
  });

  it("is tied to the ends of the text by anchors", () => {
    expectMatches("^foo", ["foo", "foobar"], ["", "fo", "xfoo", "\nfoo"]);
    expectMatches("foo$", ["foo", "barfoo"], ["foox", "foo\n"]);
    expectMatches("^foo$", ["foo"], ["", "foox", "xfoo", "foofoo"]);
    expectMatches("^$", [""], ["a", "\n"]);
    expectMatches("\\Aa\\z", ["a"], ["ab", "ba", "a\n"]);
    expectMatches("^a|b$", ["ax", "xb", "a", "b"], ["xa", "bx", ""]);
    expectMatches("x*^a", ["a"], ["xa"]);
    expectMatches("(?:^a)+", ["a", "aa"], ["ba"]);
    expectMatches("a^|b$c|d", ["d"], ["a", "bc"]);
  });

  it("takes the first branch or any other one", () => {
    expectMatches("a|b|c", ["xa", "b", "cx"], ["", "d"]);
    expectMatches("ab|cd", ["ab", "cd"], ["ad", "ac", "bc"]);
    expectMatches("^(?:ab|cd|)e$", ["abe", "cde", "e"], ["ae", "ace", "abcde"]);
    expectMatches("^(a|b(c|d)*|e)f$", ["af", "bf", "bcdcf", "ef"], ["acf", "f", "bef"]);
    expectMatches("|a", ["", "b"], []);
    expectMatches("^(|a)$", ["", "a"], ["aa"]);
  });

  it("repeats what stands before an operator", () => {
    expectMatches("^ab*c$", ["ac", "abc", "abbbc"], ["a", "abab", "adc"]);
    expectMatches("^ab+c$", ["abc", "abbbc"], ["ac", "ababc"]);
    expectMatches("^ab?c$", ["ac", "abc"], ["abbc"]);
    expectMatches("^(ab)*c$", ["c", "abc", "ababc"], ["ac", "abac"]);
    expectMatches("^a{3}$", ["aaa"], ["aa", "aaaa"]);
    expectMatches("^a{2,}$", ["aa", "aaaaa"], ["", "a"]);
    expectMatches("^a{0,}$", ["", "a", "aaa"], ["b"]);
    expectMatches("^a{1,3}$", ["a", "aa", "aaa"], ["", "aaaa"]);
    expectMatches("^a{0,2}b$", ["b", "ab", "aab"], ["aaab"]);
    expectMatches("^a{0}b$", ["b"], ["ab"]);
    expectMatches("^(a|bc){2,3}$", ["aa", "abc", "bcbc", "abca"], ["a", "bc", "aaaa"]);
    expectMatches("^((a{2}){3}){2}$", ["aaaaaaaaaaaa"], ["aaaaaa", "aaaaaaaaaaa"]);
    expectMatches(
      "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$",
      ["10.0.0.1", "255.255.255.255"],
      ["10.0.0", "1.2.3.4.5", "1..2.3"],
    );
    expectMatches("^(a*)*$", ["", "aaa"], ["b"]);
    expectMatches("^(|a)+b$", ["b", "aab"], ["a"]);
    expectMatches("^\\Qab\\E+$", ["ab", "abb"], ["abab"]);
  });

  it("gives the same answer for lazy operators", () => {
    expectMatches("^a*?b+?c??$", ["b", "aabbc"], ["a", "bcc"]);
    expectMatches("^a{2,3}?$", ["aa", "aaa"], ["a", "aaaa"]);
    expectMatches("(?U)^a+$", ["a", "aa"], [""]);
  });

  it("takes braces that are no count as text, as Go does", () => {
    expectMatches("^a{$", ["a{"], ["a"]);
    expectMatches("^a{,2}$", ["a{,2}"], ["aa"]);
    expectMatches("^a{1$", ["a{1"], ["a"]);
    expectMatches("^a{01}$", ["a{01}"], ["a"]);
    expectMatches("^{}$", ["{}"], [""]);
    expectMatches("^a]}$", ["a]}"], []);
  });

  it("knows classes, their ranges and their negation", () => {
    expectMatches("^[abc]$", ["a", "b", "c"], ["d", "ab", ""]);
    expectMatches("^[^abc]$", ["d", "é", "\n"], ["a", ""]);
    expectMatches("^[a-cx-z]+$", ["abcxyz"], ["d", "w"]);
    expectMatches("^[]a]$", ["]", "a"], ["b"]);
    expectMatches("^[^]a]$", ["b"], ["]", "a"]);
    expectMatches("^[a-]$", ["a", "-"], ["b"]);
    expectMatches("^[-a]$", ["a", "-"], ["b"]);
    expectMatches("^[a\\-c]$", ["a", "-", "c"], ["b"]);
    expectMatches("^[\\d-z]$", ["5", "-", "z"], ["y"]);
    expectMatches("^[.*$^|(]$", [".", "*", "$", "^", "|", "("], ["a"]);
    expectMatches("^[é-ü]$", ["é", "ö"], ["e", "ý"]);
    expectMatches("^[\\x{4E00}-\\x{9FFF}]+$", ["漢字"], ["かな", "a"]);
    expectMatches("^[^\\x00-\\x{10FFFF}]?$", [""], ["a", "é"]);
    expectMatches("^[[:foo]$", ["[", ":", "f"], ["b"]);
  });

  it("knows the classes of Perl and POSIX, which are ASCII", () => {
    expectMatches("^\\d+$", ["0123456789"], ["a", "٣"]);
    expectMatches("^\\D$", ["a", "é"], ["1"]);
    expectMatches("^\\w+$", ["aZ_09"], ["-", "é"]);
    expectMatches("^\\W$", ["-", "é"], ["_"]);
    expectMatches("^\\s+$", [" \t\n\r\f"], ["a", "\v", "\u00a0"]);
    expectMatches("^\\S$", ["a", "\v"], [" "]);
    expectMatches("^[\\s\\d]+$", ["1 2"], ["a"]);
    expectMatches("^[^\\s\\d]$", ["a"], [" ", "1"]);
    expectMatches("^[[:alnum:]]+$", ["aZ9"], ["_"]);
    expectMatches("^[[:alpha:]]+$", ["aZ"], ["9"]);
    expectMatches("^[[:ascii:]]+$", ["a\u007f"], ["é"]);
    expectMatches("^[[:blank:]]+$", [" \t"], ["\n"]);
    expectMatches("^[[:cntrl:]]+$", ["\u001f\u007f"], [" "]);
    expectMatches("^[[:digit:]]+$", ["09"], ["a"]);
    expectMatches("^[[:graph:]]+$", ["!~"], [" "]);
    expectMatches("^[[:lower:]]+$", ["az"], ["A"]);
    expectMatches("^[[:print:]]+$", [" ~"], ["\n"]);
    expectMatches("^[[:punct:]]+$", ["!/:@[`{~_-"], ["a", "1", " "]);
    expectMatches("^[[:space:]]+$", ["\t\n\v\f\r "], ["a"]);
    expectMatches("^[[:upper:]]+$", ["AZ"], ["a"]);
    expectMatches("^[[:word:]]+$", ["aZ_9"], ["-"]);
    expectMatches("^[[:xdigit:]]+$", ["09afAF"], ["g"]);
    expectMatches("^[[:^alpha:]x]+$", ["1x-"], ["a"]);
  });

  it("knows word boundaries, of ASCII words", () => {
    expectMatches("\\bfoo\\b", ["foo", "a foo b", "foo-bar", "éfoo"], ["foobar", "foo_", "xfoo"]);
    expectMatches("\\Boo\\b", ["foo"], ["oo", "fool"]);
    expectMatches("^\\B$", [""], ["a"]);
    expectMatches("\\b", ["a"], ["", "é", "-"]);
    expectMatches("x\\b*y", ["xy"], ["x"]);
  });

  it("knows escapes", () => {
    expectMatches("^\\x41\\x{1F600}\\101\\0$", ["A😀A\0"], ["A😀A"]);
    expectMatches("^\\a\\f\\t\\n\\r\\v$", ["\u0007\f\t\n\r\v"], [""]);
    expectMatches("^\\.\\*\\_\\-\\/$", [".*_-/"], ["aaaaa"]);
    expectMatches("^\\Qa.b*(\\E.$", ["a.b*(x"], ["axb*(x"]);
    expectMatches("^\\Q[$", ["[$"], ["["]);
    expectMatches("^\\Q\\E$", [""], ["a"]);
    expectMatches("^\\07\\1234$", ["\u0007S4"], []);
  });

  it("changes its ways with flags, up to the end of the group", () => {
    expectMatches("^a.b$", ["axb"], ["a\nb"]);
    expectMatches("(?s)^a.b$", ["axb", "a\nb"], []);
    expectMatches("(?m)^b$", ["b", "a\nb\nc"], ["ab", "bc"]);
    expectMatches("(?m)\\Ab\\z", ["b"], ["a\nb"]);
    expectMatches("(?im)^B$", ["a\nb"], ["ab"]);
    expectMatches("^a(?i)b|c$", ["ab", "aB", "C"], ["AB"]);
    expectMatches("^(a(?i)b)c$", ["abc", "aBc"], ["aBC", "Abc"]);
    expectMatches("^(?i:a)b$", ["ab", "Ab"], ["aB"]);
    expectMatches("(?i)^a(?-i)b$", ["Ab"], ["AB"]);
    expectMatches("(?i)^a(?-i:b)c$", ["AbC"], ["ABC"]);
    expectMatches("(?i-s)^a.$", ["Ab"], ["A\n"]);
    expectMatches("^(?P<first>a)(?<second_2>b)(?:c)$", ["abc"], ["ab"]);
    expectMatches("a(?i)*b", ["b", "aab"], ["a"]);
  });

  it("sees runes where there are any, and one U+FFFD for each byte that is none", () => {
    expect(outcomeOfBytes("^.$", bytes([0xff]))).toBe("yes");
    expect(outcomeOfBytes("^\\x{FFFD}{3}$", bytes([0xe2, 0x82, 0x41]))).toBe("no");
    expect(outcomeOfBytes("^\\x{FFFD}{2}A$", bytes([0xe2, 0x82, 0x41]))).toBe("yes");
    expect(outcomeOfBytes("^..$", bytes([0xc0, 0x80]))).toBe("yes", "an overlong form");
    expect(outcomeOfBytes("^...$", bytes([0xed, 0xa0, 0x80]))).toBe("yes", "a surrogate");
    expect(outcomeOfBytes("^\\x{D800}$", bytes([0xed, 0xa0, 0x80]))).toBe("no");
    expect(outcomeOfBytes("^....$", bytes([0xf4, 0x90, 0x80, 0x80]))).toBe("yes", "past U+10FFFF");
    expect(outcomeOfBytes("^.$", bytes([0xf4, 0x8f, 0xbf, 0xbf]))).toBe("yes", "U+10FFFF");
    expect(outcomeOfBytes("\\x{FFFD}", bytes([0x41, 0x80]))).toBe("yes");
    expect(outcomeOfBytes("é", bytes([0xc3]))).toBe("no", "cut short");
  });
});
