import { bytesOf } from "../../../../assembly/text/bytes";
import { DEEPEST_NESTING, MOST_VALUES } from "../../../../assembly/text/json/document-parser";
import { JsonKind } from "../../../../assembly/text/json/kind";
import { LARGEST_DOCUMENT_BYTES, parseJson } from "../../../../assembly/text/json/parse";
import { bytesError, errorOf, parseText, valueOf } from "./parsing";

describe("an empty document", () => {
  it("is refused", () => {
    expect(errorOf("")).toBe("1:1 unexpected end of input, expected a value");
    expect(errorOf(" \n ")).toBe("2:2 unexpected end of input, expected a value");
    expect(parseJson(0, 0).error).not.toBeNull("an empty range may have any address");
  });
});

describe("a truncated document", () => {
  it("is refused at its end", () => {
    expect(errorOf("[")).toBe('1:2 unexpected end of input, expected a value or "]"');
    expect(errorOf("[1")).toBe('1:3 unexpected end of input, expected "," or "]"');
    expect(errorOf("[1,")).toBe("1:4 unexpected end of input, expected a value");
    expect(errorOf("{")).toBe('1:2 unexpected end of input, expected a name in double quotes or "}"');
    expect(errorOf('{"a"')).toBe('1:5 unexpected end of input, expected ":"');
    expect(errorOf('{"a":')).toBe("1:6 unexpected end of input, expected a value");
    expect(errorOf('{"a":1')).toBe('1:7 unexpected end of input, expected "," or "}"');
    expect(errorOf('{"a":1,')).toBe("1:8 unexpected end of input, expected a name in double quotes");
  });

  it("is refused at every length", () => {
    const whole = '{"a": [true, {"b\\u0041": null}, "ü", -1.5e3], "c": {}}';
    const bytes = bytesOf(whole);
    for (let size = 0; size < bytes.byteLength; size++) {
      const result = parseJson(changetype<usize>(bytes), size);
      expect(result.value).toBeNull();
      expect(result.error).not.toBeNull();
    }
    expect(parseJson(changetype<usize>(bytes), bytes.byteLength).error).toBeNull();
  });
});

describe("a malformed document", () => {
  it("is refused with garbage behind it", () => {
    expect(errorOf("{}x")).toBe('1:3 unexpected "x", expected the end of the document');
    expect(errorOf("1 2")).toBe('1:3 unexpected "2", expected the end of the document');
    expect(errorOf("[]]")).toBe('1:3 unexpected "]", expected the end of the document');
    expect(errorOf("{}\0")).toBe("1:3 unexpected \\u0000, expected the end of the document");
    expect(errorOf("true,")).toBe('1:5 unexpected ",", expected the end of the document');
  });

  it("is refused with trailing, missing or doubled commas", () => {
    expect(errorOf("[1,]")).toBe('1:4 unexpected "]", expected a value');
    expect(errorOf('{"a":1,}')).toBe('1:8 unexpected "}", expected a name in double quotes');
    expect(errorOf("[,1]")).toBe('1:2 unexpected ",", expected a value or "]"');
    expect(errorOf("[1,,2]")).toBe('1:4 unexpected ",", expected a value');
    expect(errorOf("[1 2]")).toBe('1:4 unexpected "2", expected "," or "]"');
    expect(errorOf('{"a":1 "b":2}')).toBe('1:8 unexpected "\\"", expected "," or "}"');
    expect(errorOf('{"a" 1}')).toBe('1:6 unexpected "1", expected ":"');
  });

  it("is refused with mismatched brackets", () => {
    expect(errorOf("[1}")).toBe('1:3 unexpected "}", expected "," or "]"');
    expect(errorOf('{"a":1]')).toBe('1:7 unexpected "]", expected "," or "}"');
    expect(errorOf("]")).toBe('1:1 unexpected "]", expected a value');
  });

  it("is refused with names that are not quoted strings", () => {
    expect(errorOf("{limit:1}")).toBe('1:2 unexpected "limit", expected a name in double quotes or "}"');
    expect(errorOf("{'a':1}")).toBe('1:2 unexpected "\'", expected a name in double quotes or "}"');
    expect(errorOf("{1:1}")).toBe('1:2 unexpected "1", expected a name in double quotes or "}"');
  });

  it("is refused with unknown words, comments and foreign spaces", () => {
    expect(errorOf("nul")).toBe('1:1 unexpected "nul", expected a value');
    expect(errorOf("[truefalse]")).toBe('1:2 unexpected "truefalse", expected a value or "]"');
    expect(errorOf("True")).toBe('1:1 unexpected "True", expected a value');
    expect(errorOf("// c\n1")).toBe('1:1 unexpected "/", expected a value');
    expect(errorOf("[1, /* c */ 2]")).toBe('1:5 unexpected "/", expected a value');
    expect(errorOf("\u00a01")).toBe('1:1 unexpected "\u00a0", expected a value');
    expect(errorOf("\v1")).toBe("1:1 unexpected \\u000b, expected a value");
    expect(errorOf("😀")).toBe('1:1 unexpected "😀", expected a value');
    expect(errorOf("x".repeat(1000))).toBe(`1:1 unexpected "${"x".repeat(23)}…, expected a value`);
  });

  it("is located by line and character", () => {
    expect(errorOf('{\n  "a": 1,\r\n  "ü€😀": oops\n}')).toBe('3:10 unexpected "oops", expected a value');
    const error = parseText('["é", oops]').error;
    expect(error != null ? error.offset : -1).toBe(7);
    expect(error != null ? error.toString() : "").toBe(
      'line 1, column 7: unexpected "oops", expected a value',
    );
  });
});

describe("a name", () => {
  it("is refused the second time", () => {
    expect(errorOf('{"a": 1, "b": 2,\n "a": 3}')).toBe('2:2 duplicate name "a"');
    expect(errorOf('{"ab": 1, "\\u0061b": 2}')).toBe('1:11 duplicate name "ab"');
    expect(errorOf('{"": 1, "": 2}')).toBe('1:9 duplicate name ""');
    expect(errorOf('{"x": {"a": 1, "a": 1}}')).toBe('1:16 duplicate name "a"');
  });

  it("is refused the second time among many", () => {
    let text = "{";
    for (let i = 0; i < 100; i++) text += `"n${i}": 0,`;
    expect(errorOf(text + '"n3": 1}').endsWith('duplicate name "n3"')).toBeTruthy();
    expect(errorOf(text + '"n99": 1}').endsWith('duplicate name "n99"')).toBeTruthy();
  });

  it("may come again in another object", () => {
    expect(valueOf('[{"a": {"a": 1}}, {"a": 2}]').items.length).toBe(2);
  });
});

describe("the encoding", () => {
  it("is UTF-8 without a byte order mark", () => {
    const message = "1:1 starts with a byte order mark (U+FEFF), expected UTF-8 without one";
    expect(bytesError([0xef, 0xbb, 0xbf, 0x31])).toBe(message);
    expect(bytesError([0xef, 0xbb, 0xbf])).toBe(message);
    expect(bytesError([0xef, 0xbb])).toBe("1:1 bytes that are not UTF-8");
    expect(bytesError([0xfe, 0xff, 0x00, 0x31])).toBe("1:1 bytes that are not UTF-8");
    expect(bytesError([0x31, 0x00])).toBe("1:2 unexpected \\u0000, expected the end of the document");
  });
});

describe("the limits", () => {
  it("allow 64 levels of nesting and no more", () => {
    const open = "[".repeat(DEEPEST_NESTING);
    const close = "]".repeat(DEEPEST_NESTING);
    expect(valueOf(open + close).kind).toBe(JsonKind.Array);
    expect(errorOf("[" + open + close + "]")).toBe("1:65 more than 64 levels of nesting");
    expect(errorOf("[".repeat(LARGEST_DOCUMENT_BYTES))).toBe("1:65 more than 64 levels of nesting");

    const objects = '{"a":'.repeat(DEEPEST_NESTING);
    const ends = "}".repeat(DEEPEST_NESTING);
    expect(valueOf(objects + "1" + ends).kind).toBe(JsonKind.Object);
    expect(errorOf(objects + "[]" + ends)).toBe("1:321 more than 64 levels of nesting");
  });

  it("count open levels, not all of them", () => {
    expect(valueOf("[" + "[[]],".repeat(1000) + "0]").items.length).toBe(1001);
  });

  it("allow a megabyte and no more", () => {
    const text = '"' + "x".repeat(LARGEST_DOCUMENT_BYTES - 2) + '"';
    expect(valueOf(text).asText().length).toBe(LARGEST_DOCUMENT_BYTES - 2);
    expect(errorOf(text + " ")).toBe(
      `1:${LARGEST_DOCUMENT_BYTES + 1} longer than ${LARGEST_DOCUMENT_BYTES} bytes`,
    );
  });

  it("allow 32768 values and no more", () => {
    expect(valueOf("[" + "0,".repeat(MOST_VALUES - 2) + "0]").items.length).toBe(MOST_VALUES - 1);
    expect(errorOf("[" + "0,".repeat(MOST_VALUES - 1) + "0]")).toBe(
      `1:${2 * MOST_VALUES} more than ${MOST_VALUES} values`,
    );
  });

  it("keep the densest documents far below the memory of a plugin", () => {
    const item = '{"":[0]},';
    const text = "[" + item.repeat((MOST_VALUES - 2) / 3) + "0]";
    const before = memory.size();
    for (let round = 0; round < 10; round++) valueOf(text);
    expect(memory.size() - before).toBeLessThan(1024 / 2);
  });
});
