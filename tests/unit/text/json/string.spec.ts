import { bytesError, errorOf, valueOf } from "./parsing";

const NOT_UTF8 = "bytes that are not UTF-8";

describe("a string", () => {
  it("may hold any text", () => {
    expect(valueOf('""').asText()).toBe("");
    expect(valueOf('"plain"').asText()).toBe("plain");
    expect(valueOf('"é€😀\u007f\u2028"').asText()).toBe("é€😀\u007f\u2028");
  });

  it("has each escape decoded", () => {
    expect(valueOf('"\\" \\\\ \\/ \\b \\f \\n \\r \\t"').asText()).toBe('" \\ / \b \f \n \r \t');
    expect(valueOf('"a\\u0041\\u00e9\\u20AC\\uffff"').asText()).toBe("aAé€\uffff");
    expect(valueOf('"\\ud83d\\uDE00!"').asText()).toBe("😀!");
    expect(valueOf('"\\u0000é\\n"').asText()).toBe("\0é\n");
    expect(valueOf('"\\\\"').asText()).toBe("\\");
    expect(valueOf('"\\u005c\\u0022"').asText()).toBe('\\"');
    expect(valueOf('"\\ud800\\udc00\\udbff\\udfff"').asText()).toBe("\u{10000}\u{10ffff}");
  });

  it("stays whole when garbage is collected behind many others", () => {
    let text = "[";
    for (let i = 0; i < 3000; i++) text += `"\\u0061${i}\\n",`;
    const items = valueOf(text + '""]').items;
    for (let i = 0; i < 3000; i++) expect(items[i].asText()).toBe(`a${i}\n`);
  });
});

describe("a malformed string", () => {
  it("is refused when it is not closed", () => {
    const message = "this string is not closed, expected a second double quote";
    expect(errorOf('"')).toBe("1:1 " + message);
    expect(errorOf('"abc')).toBe("1:1 " + message);
    expect(errorOf('"abc\\"')).toBe("1:1 " + message);
    expect(errorOf('"abc\\')).toBe("1:1 " + message);
    expect(errorOf('["a", "b]')).toBe("1:7 " + message);
  });

  it("is refused with control characters", () => {
    expect(errorOf('"a\nb"')).toBe("1:3 control character in a string, expected its escape \\u000a");
    expect(errorOf('"a\tb"')).toBe("1:3 control character in a string, expected its escape \\u0009");
    expect(errorOf('"\0"')).toBe("1:2 control character in a string, expected its escape \\u0000");
    expect(errorOf('"\x1f"')).toBe("1:2 control character in a string, expected its escape \\u001f");
  });

  it("is refused with unknown escapes", () => {
    const expected = 'expected one of " \\ / b f n r t u';
    expect(errorOf('"a\\x41"')).toBe('1:3 unknown escape: a backslash before "x", ' + expected);
    expect(errorOf('"\\\'"')).toBe('1:2 unknown escape: a backslash before "\'", ' + expected);
    expect(errorOf('"\\N"')).toBe('1:2 unknown escape: a backslash before "N", ' + expected);
    expect(errorOf('"\\€"')).toBe('1:2 unknown escape: a backslash before "€", ' + expected);
    expect(errorOf('"\\\n"')).toBe('1:2 unknown escape: a backslash before "\\n", ' + expected);
  });

  it("is refused with short or wrong \\u escapes", () => {
    const message = "bad escape, expected four hexadecimal digits after \\u";
    expect(errorOf('"\\u"')).toBe("1:2 " + message);
    expect(errorOf('"\\u004"')).toBe("1:2 " + message);
    expect(errorOf('"\\u00g0"')).toBe("1:2 " + message);
    expect(errorOf('"\\u+041"')).toBe("1:2 " + message);
    expect(errorOf('"\\U0041"')).toBe(
      '1:2 unknown escape: a backslash before "U", expected one of " \\ / b f n r t u',
    );
  });

  it("is refused with half a surrogate pair", () => {
    const rest = ", expected a pair of a high and a low one";
    expect(errorOf('"\\ud83d"')).toBe("1:2 lone surrogate \\ud83d" + rest);
    expect(errorOf('"\\ude00"')).toBe("1:2 lone surrogate \\ude00" + rest);
    expect(errorOf('"\\ud83dx"')).toBe("1:2 lone surrogate \\ud83d" + rest);
    expect(errorOf('"\\ud83d\\u0041"')).toBe("1:2 lone surrogate \\ud83d" + rest);
    expect(errorOf('"\\ud83d\\ud83d\\ude00"')).toBe("1:2 lone surrogate \\ud83d" + rest);
    expect(errorOf('"\\ude00\\ud83d"')).toBe("1:2 lone surrogate \\ude00" + rest);
    expect(errorOf('"\\ude00\\ude00"')).toBe("1:2 lone surrogate \\ude00" + rest);
    expect(errorOf('"\\ud83d\\u12"')).toBe("1:2 lone surrogate \\ud83d" + rest);
    expect(errorOf('"\\ud83d')).toBe("1:1 this string is not closed, expected a second double quote");
  });

  it("is refused when it is not UTF-8", () => {
    expect(bytesError([0x22, 0xff, 0x22])).toBe("1:2 " + NOT_UTF8);
    expect(bytesError([0x22, 0x61, 0xc0, 0x80, 0x22])).toBe("1:3 " + NOT_UTF8);
    expect(bytesError([0x22, 0xed, 0xa0, 0x80, 0x22])).toBe("1:2 " + NOT_UTF8);
    expect(bytesError([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22])).toBe("1:2 " + NOT_UTF8);
    expect(bytesError([0x22, 0xc3])).toBe("1:2 " + NOT_UTF8);
    expect(bytesError([0x0a, 0xc3, 0xa9, 0xc3])).toBe("2:2 " + NOT_UTF8);
  });
});
