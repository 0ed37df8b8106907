import { lowerAscii } from "../text/ascii";
import { addressOf, bytesOf } from "../text/bytes";
import { Decimal, DecimalError, parseSigned } from "../text/decimal";
import { decimalText } from "../text/decimal-text";
import { nearest } from "../text/edit-distance";
import { JsonKind } from "../text/json/kind";
import { JsonValue } from "../text/json/value";
import { durationMs } from "./duration";
import { Problems } from "./problems";

const decimal = new Decimal();

/**
 * Reads the fields of one object of an official configuration. The official plugins are lenient about scalars (a
 * quoted number, a lone value where a list is meant), and users' configurations live from it, so this is too. A field
 * that is null counts as absent.
 */
export class Fields {
  constructor(
    private value: JsonValue,
    /** Where the object stands, "" for the whole configuration. */
    readonly path: string,
    readonly problems: Problems,
  ) {}

  pathOf(name: string): string {
    return this.path.length == 0 ? name : this.path + "." + name;
  }

  get(name: string): JsonValue | null {
    const value = this.value.get(name);
    return value === null || value.kind == JsonKind.Null ? null : value;
  }

  has(name: string): bool {
    return this.get(name) !== null;
  }

  /** True even if the value is null. */
  mentions(name: string): bool {
    return this.value.has(name);
  }

  /** Text of a scalar. */
  text(name: string, fallback: string): string {
    const value = this.get(name);
    if (value === null) return fallback;
    if (value.kind == JsonKind.String) return value.asText();
    if (value.kind == JsonKind.Bool) return value.asBool() ? "true" : "false";
    if (value.kind == JsonKind.Number && value.isInteger) return decimalText(value.integer);
    this.refuseKind(name, value, "a text");
    return fallback;
  }

  /** Text of a scalar that must be there; "" if it is refused. */
  requiredText(name: string, remedy: string): string {
    const before = this.problems.errors.length;
    const text = this.text(name, "");
    const isRefused = this.problems.errors.length > before;
    if (text.length == 0 && !isRefused)
      this.problems.refuse(this.pathOf(name), "is missing or empty", remedy);
    return text;
  }

  /** A whole number within [least, most], also as a text of digits. */
  integer(name: string, fallback: i64, least: i64, most: i64, remedy: string): i64 {
    const value = this.get(name);
    if (value === null) return fallback;
    let number: i64 = 0;
    if (value.isInteger) {
      number = value.integer;
    } else if (!readDigits(value)) {
      this.problems.refuseValue(this.pathOf(name), value, "is not a whole number", remedy);
      return fallback;
    } else {
      number = decimal.value;
    }
    if (number < least || number > most) {
      const range =
        most == i64.MAX_VALUE
          ? `at least ${decimalText(least)}`
          : `between ${decimalText(least)} and ${decimalText(most)}`;
      this.problems.refuseValue(this.pathOf(name), value, `is not ${range}`, remedy);
      return fallback;
    }
    return number;
  }

  flag(name: string, fallback: bool): bool {
    const value = this.get(name);
    if (value === null) return fallback;
    if (value.kind == JsonKind.Bool) return value.asBool();
    const text = lowerAscii(value.asText());
    if (text == "true") return true;
    if (text == "false") return false;
    this.refuseKind(name, value, "true or false");
    return fallback;
  }

  /** Milliseconds of a text such as `500ms`, within [least, most]. */
  duration(name: string, fallback: i64, least: i64, most: i64): i64 {
    const value = this.get(name);
    if (value === null) return fallback;
    const ms = durationMs(value.asText());
    const remedy = "write a number and a unit (ms, s, m, h, d), e.g. 500ms";
    if (ms < 0) {
      this.problems.refuseValue(this.pathOf(name), value, "is not a duration", remedy);
      return fallback;
    }
    if (ms < least || ms > most) {
      const range = `between ${decimalText(least)} and ${decimalText(most)} ms`;
      this.problems.refuseValue(this.pathOf(name), value, `is not ${range}`, remedy);
      return fallback;
    }
    return ms;
  }

  /** Thousandths of a number from 0 to 1. */
  permille(name: string, fallback: i64): i64 {
    const value = this.get(name);
    if (value === null) return fallback;
    const number = value.isInteger ? <f64>value.integer : value.number;
    // Rounded up, so that what is little does not become nothing.
    if (value.kind == JsonKind.Number && number >= 0 && number <= 1) return <i64>(number * 1000 + 0.9999);
    this.problems.refuseValue(this.pathOf(name), value, "is not a number from 0 to 1", "write e.g. 0.5");
    return fallback;
  }

  object(name: string, remedy: string): Fields | null {
    const value = this.get(name);
    if (value === null) return null;
    if (value.kind == JsonKind.Object) return new Fields(value, this.pathOf(name), this.problems);
    this.problems.refuseValue(this.pathOf(name), value, "is not an object", remedy);
    return null;
  }

  /** The elements of a list; a lone value is a list of one. */
  list(name: string): JsonValue[] {
    const value = this.get(name);
    if (value === null) return [];
    return value.kind == JsonKind.Array ? value.items : [value];
  }

  /** The objects of a list; others are errors. */
  objects(name: string): Fields[] {
    const values = this.list(name);
    const objects: Fields[] = [];
    for (let i = 0; i < values.length; i++) {
      const path = `${this.pathOf(name)}[${decimalText(i)}]`;
      if (values[i].kind == JsonKind.Object) objects.push(new Fields(values[i], path, this.problems));
      else this.problems.refuseValue(path, values[i], "is not an object", "write the fields of the entry");
    }
    return objects;
  }

  /** The texts of a list; others are errors, empty ones are dropped. */
  texts(name: string): string[] {
    const values = this.list(name);
    const texts: string[] = [];
    for (let i = 0; i < values.length; i++) {
      if (values[i].kind == JsonKind.String) {
        if (values[i].asText().length > 0) texts.push(values[i].asText());
      } else {
        const path = `${this.pathOf(name)}[${decimalText(i)}]`;
        this.problems.refuseValue(path, values[i], "is not a text", "put it in quotes");
      }
    }
    return texts;
  }

  /** Official plugins ignore what they don't know, so it is only a warning here. */
  warnUnknown(known: string[]): void {
    const names = this.value.names;
    for (let i = 0; i < names.length; i++) {
      if (known.includes(names[i])) continue;
      const likely = nearest(names[i], known);
      const remedy = likely === null ? "remove it" : `did you mean ${likely}?`;
      this.problems.warn(this.pathOf(names[i]), "unknown field, ignored", remedy);
    }
  }

  /** Names in the order they were written. */
  get names(): string[] {
    return this.value.names;
  }

  private refuseKind(name: string, value: JsonValue, expected: string): void {
    this.problems.refuseValue(this.pathOf(name), value, `is not ${expected}`, `write ${expected}`);
  }
}

function readDigits(value: JsonValue): bool {
  if (value.kind != JsonKind.String) return false;
  const bytes = bytesOf(value.asText());
  return parseSigned(addressOf(bytes), bytes.byteLength, decimal) == DecimalError.None;
}
