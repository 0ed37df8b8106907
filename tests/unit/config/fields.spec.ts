import { errorsOf, fieldsOf, warningsOf } from "./reading";

const REMEDY = "write it so";

describe("a field", () => {
  it("that is null counts as absent, though it is mentioned", () => {
    const fields = fieldsOf('{"a": null}');
    expect(fields.has("a")).toBeFalsy();
    expect(fields.mentions("a")).toBeTruthy();
    expect(fields.mentions("b")).toBeFalsy();
    expect(fields.text("a", "fallback")).toBe("fallback");
    expect(fields.integer("a", 7, 0, 9, REMEDY)).toBe(7);
    expect(fields.flag("a", true)).toBeTruthy();
    expect(fields.object("a", REMEDY)).toBeNull();
    expect(fields.list("a").length).toBe(0);
    expect(errorsOf(fields)).toBe("");
  });

  it("has the path of its object in front", () => {
    expect(fieldsOf("{}").pathOf("a")).toBe("a");
    expect(fieldsOf("{}", "rules[2]").pathOf("a")).toBe("rules[2].a");
    const inner = fieldsOf('{"a": {"b": 1.5}}').object("a", REMEDY);
    expect(inner).not.toBeNull();
    if (inner === null) return;
    inner.text("b", "");
    expect(errorsOf(inner)).toBe("a.b: 1.5 is not a text; write a text");
  });
});

describe("a text", () => {
  it("may be written as any scalar", () => {
    const fields = fieldsOf('{"a": "x", "b": true, "c": false, "d": 12, "e": -3, "f": ""}');
    expect(fields.text("a", "")).toBe("x");
    expect(fields.text("b", "")).toBe("true");
    expect(fields.text("c", "")).toBe("false");
    expect(fields.text("d", "")).toBe("12");
    expect(fields.text("e", "")).toBe("-3");
    expect(fields.text("f", "fallback")).toBe("", "an empty text is one");
    expect(errorsOf(fields)).toBe("");
  });

  it("may not be a fraction, a list or an object", () => {
    const fields = fieldsOf('{"a": 1.5, "b": ["x"], "c": {}}');
    expect(fields.text("a", "f") + fields.text("b", "f") + fields.text("c", "f")).toBe("fff");
    expect(errorsOf(fields)).toBe(
      "a: 1.5 is not a text; write a text\n" +
        'b: ["x"] is not a text; write a text\n' +
        "c: {} is not a text; write a text",
    );
  });

  it("that is required is missed once", () => {
    const fields = fieldsOf('{"a": "", "b": [], "c": "x"}');
    fields.requiredText("a", REMEDY);
    fields.requiredText("b", REMEDY);
    fields.requiredText("absent", REMEDY);
    expect(fields.requiredText("c", REMEDY)).toBe("x");
    expect(errorsOf(fields)).toBe(
      "a: is missing or empty; write it so\n" +
        "b: [] is not a text; write a text\n" +
        "absent: is missing or empty; write it so",
    );
  });
});

describe("an integer", () => {
  it("may be a whole number in any spelling, or a text of digits", () => {
    const fields = fieldsOf('{"a": 12, "b": 1e2, "c": 5.0, "d": "42", "e": "-1", "f": "007"}');
    expect(fields.integer("a", 0, 0, 1000, REMEDY)).toBe(12);
    expect(fields.integer("b", 0, 0, 1000, REMEDY)).toBe(100);
    expect(fields.integer("c", 0, 0, 1000, REMEDY)).toBe(5);
    expect(fields.integer("d", 0, 0, 1000, REMEDY)).toBe(42);
    expect(fields.integer("e", 0, -1, 1000, REMEDY)).toBe(-1);
    expect(fields.integer("f", 0, 0, 1000, REMEDY)).toBe(7);
    expect(errorsOf(fields)).toBe("");
  });

  it("is nothing else", () => {
    const others = [
      "1.5",
      '"1.5"',
      '""',
      '" 1"',
      '"1 "',
      '"+1"',
      '"1e2"',
      '"0x10"',
      "true",
      "[1]",
      "{}",
      "1e300",
    ];
    for (let i = 0; i < others.length; i++) {
      const fields = fieldsOf(`{"a": ${others[i]}}`);
      expect(fields.integer("a", -5, 0, i64.MAX_VALUE, REMEDY)).toBe(-5, others[i]);
      expect(fields.problems.errors.length).toBe(1, others[i]);
      expect(errorsOf(fields).includes("is not a whole number; write it so")).toBeTruthy(others[i]);
    }
  });

  it("lies within its bounds, which count", () => {
    const fields = fieldsOf('{"least": 1, "most": 10, "under": 0, "over": 11, "text": "11"}');
    expect(fields.integer("least", 5, 1, 10, REMEDY)).toBe(1);
    expect(fields.integer("most", 5, 1, 10, REMEDY)).toBe(10);
    expect(fields.integer("under", 5, 1, 10, REMEDY)).toBe(5);
    expect(fields.integer("over", 5, 1, 10, REMEDY)).toBe(5);
    expect(fields.integer("text", 5, 1, 10, REMEDY)).toBe(5);
    expect(errorsOf(fields)).toBe(
      "under: 0 is not between 1 and 10; write it so\n" +
        "over: 11 is not between 1 and 10; write it so\n" +
        'text: "11" is not between 1 and 10; write it so',
    );
  });

  it("without an upper bound has only the lower one in its message", () => {
    const fields = fieldsOf('{"a": -1, "b": 9223372036854775807}');
    fields.integer("a", 0, 0, i64.MAX_VALUE, REMEDY);
    expect(fields.integer("b", 0, 0, i64.MAX_VALUE, REMEDY)).toBe(i64.MAX_VALUE);
    expect(errorsOf(fields)).toBe("a: -1 is not at least 0; write it so");
  });
});

describe("a flag", () => {
  it("is a boolean, or its name in any case", () => {
    const fields = fieldsOf('{"a": true, "b": false, "c": "true", "d": "False", "e": "TRUE"}');
    expect(fields.flag("a", false)).toBeTruthy();
    expect(fields.flag("b", true)).toBeFalsy();
    expect(fields.flag("c", false)).toBeTruthy();
    expect(fields.flag("d", true)).toBeFalsy();
    expect(fields.flag("e", false)).toBeTruthy();
    expect(fields.flag("absent", true)).toBeTruthy();
    expect(errorsOf(fields)).toBe("");
  });

  it("is nothing else", () => {
    const others = ["1", "0", '""', '"yes"', '"on"', '"tru"', "[]", "{}"];
    for (let i = 0; i < others.length; i++) {
      const fields = fieldsOf(`{"a": ${others[i]}}`);
      expect(fields.flag("a", true)).toBeTruthy(others[i]);
      expect(errorsOf(fields)).toBe(`a: ${others[i]} is not true or false; write true or false`);
    }
  });
});

describe("a list", () => {
  it("may be a lone value", () => {
    const fields = fieldsOf('{"a": ["x", "y"], "b": "z", "c": []}');
    expect(fields.texts("a").join()).toBe("x,y");
    expect(fields.texts("b").join()).toBe("z");
    expect(fields.texts("c").length).toBe(0);
    expect(fields.texts("absent").length).toBe(0);
    expect(errorsOf(fields)).toBe("");
  });

  it("of texts has no other values, and forgets empty ones", () => {
    const fields = fieldsOf('{"a": ["x", "", 1, null, "y"]}');
    expect(fields.texts("a").join()).toBe("x,y");
    expect(errorsOf(fields)).toBe(
      "a[2]: 1 is not a text; put it in quotes\na[3]: null is not a text; put it in quotes",
    );
  });

  it("of objects has no other values, and paths with their positions", () => {
    const fields = fieldsOf('{"a": [{"b": 1}, "x", {"b": 2}]}');
    const objects = fields.objects("a");
    expect(objects.length).toBe(2);
    expect(objects[0].path).toBe("a[0]");
    expect(objects[1].path).toBe("a[2]");
    expect(objects[1].integer("b", 0, 0, 9, REMEDY)).toBe(2);
    expect(errorsOf(fields)).toBe('a[1]: "x" is not an object; write the fields of the entry');
  });
});

describe("an unknown field", () => {
  it("is a warning that guesses what was meant", () => {
    const fields = fieldsOf('{"rule_nam": 1, "redis": {}, "zzz": 2}', "_rules_[0]");
    fields.warnUnknown(["rule_name", "redis"]);
    expect(warningsOf(fields)).toBe(
      "_rules_[0].rule_nam: unknown field, ignored; did you mean rule_name?\n" +
        "_rules_[0].zzz: unknown field, ignored; remove it",
    );
    expect(errorsOf(fields)).toBe("");
  });
});

describe("a duration among the fields", () => {
  it("is read in milliseconds, within bounds", () => {
    expect(fieldsOf('{"f": "2s"}').duration("f", 7, 0, 2000)).toBe(2000);
    expect(fieldsOf('{"f": null}').duration("f", 7, 0, 2000)).toBe(7);
    expect(fieldsOf("{}").duration("f", 7, 0, 2000)).toBe(7);
  });

  it("is refused as a bare number, or out of bounds, and has its fallback then", () => {
    const values = ["2", '"2"', "true", "[]", '"2001ms"', '"soon"'];
    for (let i = 0; i < values.length; i++) {
      const fields = fieldsOf(`{"f": ${values[i]}}`);
      expect(fields.duration("f", 7, 0, 2000)).toBe(7, values[i]);
      expect(fields.problems.errors.length).toBe(1, values[i]);
    }
  });
});

describe("a part of one", () => {
  it("is read in thousandths, rounded up, so that little does not become nothing", () => {
    expect(fieldsOf('{"f": 0.5}').permille("f", 7)).toBe(500);
    expect(fieldsOf('{"f": 0}').permille("f", 7)).toBe(0);
    expect(fieldsOf('{"f": 1}').permille("f", 7)).toBe(1000);
    expect(fieldsOf('{"f": 0.3333}').permille("f", 7)).toBe(334);
    expect(fieldsOf('{"f": 0.0001}').permille("f", 7)).toBe(1);
    expect(fieldsOf('{"f": 0.3}').permille("f", 7)).toBe(300);
    expect(fieldsOf('{"f": 0.0005}').permille("f", 7)).toBe(1);
    expect(fieldsOf('{"f": 1e-9}').permille("f", 7)).toBe(0);
    expect(fieldsOf('{"f": null}').permille("f", 7)).toBe(7);
  });

  it("is refused beyond 0 and 1, and as anything but a number", () => {
    const values = ["-0.1", "1.001", "2", "1e300", '"0.5"', "true", "[]", "{}"];
    for (let i = 0; i < values.length; i++) {
      const fields = fieldsOf(`{"f": ${values[i]}}`);
      expect(fields.permille("f", 7)).toBe(7, values[i]);
      expect(fields.problems.errors.length).toBe(1, values[i]);
    }
  });
});
