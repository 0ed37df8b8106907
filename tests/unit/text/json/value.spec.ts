import { JsonKind, kindName } from "../../../../assembly/text/json/kind";
import { JsonValue } from "../../../../assembly/text/json/value";
import { valueOf } from "./parsing";

function member(object: JsonValue, name: string): JsonValue {
  const value = object.get(name);
  expect(value).not.toBeNull(name);
  return value!;
}

describe("a document", () => {
  it("may be any kind of value", () => {
    expect(valueOf("null").kind).toBe(JsonKind.Null);
    expect(valueOf("true").kind).toBe(JsonKind.Bool);
    expect(valueOf("false").kind).toBe(JsonKind.Bool);
    expect(valueOf("0").kind).toBe(JsonKind.Number);
    expect(valueOf('""').kind).toBe(JsonKind.String);
    expect(valueOf("[]").kind).toBe(JsonKind.Array);
    expect(valueOf("{}").kind).toBe(JsonKind.Object);
  });

  it("may have white space between all tokens", () => {
    const object = valueOf(' \r\n\t{ "a" :\t[ 1 ,\n2 ] , "b" : { } }\n');
    expect(member(object, "a").items.length).toBe(2);
    expect(member(object, "b").names.length).toBe(0);
  });

  it("tells where each value starts", () => {
    const object = valueOf('{"é": [1, "x"]}');
    expect(object.offset).toBe(0);
    const array = member(object, "é");
    expect(array.offset).toBe(7);
    expect(array.items[1].offset).toBe(11);
  });
});

describe("a boolean", () => {
  it("is true or false", () => {
    expect(valueOf("true").asBool()).toBe(true);
    expect(valueOf("false").asBool()).toBe(false);
  });
});

describe("an array", () => {
  it("keeps its items in order", () => {
    const items = valueOf('["a", ["b", []], null, "c"]').items;
    expect(items.length).toBe(4);
    expect(items[0].asText()).toBe("a");
    expect(items[1].items[0].asText()).toBe("b");
    expect(items[1].items[1].items.length).toBe(0);
    expect(items[2].kind).toBe(JsonKind.Null);
    expect(items[3].asText()).toBe("c");
  });
});

describe("an object", () => {
  it("keeps its names in order and finds its members", () => {
    const object = valueOf('{"z": 1, "a": {"z": 2}, "": 3, "\\u006d": 4}');
    expect(object.names.join(",")).toBe("z,a,,m");
    expect(member(object, "z").integer).toBe(1);
    expect(member(member(object, "a"), "z").integer).toBe(2);
    expect(member(object, "").integer).toBe(3);
    expect(member(object, "m").integer).toBe(4);
    expect(object.has("a")).toBeTruthy();
    expect(object.has("b")).toBeFalsy();
    expect(object.get("b")).toBeNull();
  });

  it("finds each of many members", () => {
    let text = '{"name0": 0';
    for (let i = 1; i < 500; i++) text += `,"name${i}": ${i}`;
    const object = valueOf(text + "}");
    expect(object.names.length).toBe(500);
    for (let i = 0; i < 500; i++) expect(member(object, `name${i}`).integer).toBe(i);
    expect(object.get("name500")).toBeNull();
  });
});

describe("the wrong kind", () => {
  it("reads as empty", () => {
    const texts = ["null", "true", "5", '"text"', "[1]", '{"a": 1}'];
    for (let i = 0; i < texts.length; i++) {
      const value = valueOf(texts[i]);
      if (value.kind != JsonKind.Bool) expect(value.asBool()).toBe(false);
      if (value.kind != JsonKind.String) expect(value.asText()).toBe("");
      if (value.kind != JsonKind.Array) expect(value.items.length).toBe(0);
      if (value.kind != JsonKind.Number) expect(value.number == 0 && !value.isInteger).toBeTruthy();
      if (value.kind != JsonKind.Object) {
        expect(value.names.length).toBe(0);
        expect(value.get("a")).toBeNull();
      }
    }
  });

  it("has a name for messages", () => {
    expect(kindName(JsonKind.Null)).toBe("null");
    expect(kindName(JsonKind.Bool)).toBe("a boolean");
    expect(kindName(JsonKind.Number)).toBe("a number");
    expect(kindName(JsonKind.String)).toBe("a string");
    expect(kindName(JsonKind.Array)).toBe("an array");
    expect(kindName(JsonKind.Object)).toBe("an object");
  });
});
