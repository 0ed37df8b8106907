import { JsonKind } from "./kind";

// Scalars and empty containers share these; nobody but `addItem` and `addMember` below ever appends.
const NO_VALUES: JsonValue[] = [];
const NO_NAMES: string[] = [];

// Below this an object is searched name by name; a map costs 200 bytes of its own.
const SMALL_OBJECT: i32 = 8;

/** One value of a parsed document. Every accessor is safe on every kind: the wrong kind reads as empty. */
export class JsonValue {
  flag: bool = false;
  /** The text of a string; of a number that is no i64 its spelling in the document. */
  text: string = "";
  /** Nearest f64 of a number, 0 for other kinds. */
  number: f64 = 0;
  /** True for a whole number within i64, however it is spelled: `1000`, `1e3`, `1000.0`. */
  isInteger: bool = false;
  /** The exact value if `isInteger`, else 0. */
  integer: i64 = 0;
  /** Elements of an array, in order. */
  items: JsonValue[] = NO_VALUES;
  /** Member names of an object, in order and unique. */
  names: string[] = NO_NAMES;
  private members: JsonValue[] = NO_VALUES;
  private index: Map<string, i32> | null = null;

  constructor(
    public kind: JsonKind,
    /** Byte offset of the value in the document. */
    public offset: i32,
  ) {}

  /** The text of a string, "" for other kinds. */
  asText(): string {
    return this.kind == JsonKind.String ? this.text : "";
  }

  /** The truth of a boolean, false for other kinds. */
  asBool(): bool {
    return this.flag;
  }

  /** The member of an object, or null. */
  get(name: string): JsonValue | null {
    const at = this.find(name);
    return at < 0 ? null : this.members[at];
  }

  has(name: string): bool {
    return this.find(name) >= 0;
  }

  addItem(item: JsonValue): void {
    if (this.items.length == 0) this.items = new Array<JsonValue>();
    this.items.push(item);
  }

  /** The caller has made sure that `has(name)` is false. */
  addMember(name: string, member: JsonValue): void {
    if (this.names.length == 0) {
      this.names = new Array<string>();
      this.members = new Array<JsonValue>();
    }
    this.names.push(name);
    this.members.push(member);
    if (this.names.length > SMALL_OBJECT) this.addToIndex();
  }

  private addToIndex(): void {
    let index = this.index;
    if (index == null) {
      index = new Map<string, i32>();
      for (let i = 0; i < this.names.length - 1; i++) index.set(this.names[i], i);
      this.index = index;
    }
    const last = this.names.length - 1;
    index.set(this.names[last], last);
  }

  private find(name: string): i32 {
    const index = this.index;
    if (index == null) return this.names.indexOf(name);
    return index.has(name) ? index.get(name) : -1;
  }
}
