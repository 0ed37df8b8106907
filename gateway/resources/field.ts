import { isAddress, isDomain, isPort } from './address.ts';
import { Coverage } from './coverage.ts';
import type { Json, JsonObject } from './kinds.ts';
import type { Problem } from './problem.ts';
import { snakeCase } from './snake-case.ts';
import type { FieldPath, YamlFile } from './yaml.ts';

function typeName(value: Json, isConfidential: boolean): string {
  if (value === null) return 'null';
  return Array.isArray(value)
    ? 'a list'
    : typeof value === 'object'
      ? 'a mapping'
      : isConfidential
        ? `a ${typeof value}`
        : `the ${typeof value} ${value}`;
}

/**
 * A place in a resource. Reading a value of the wrong type notes a problem with its line and answers the default, so
 * that one pass reports every bad field of a file.
 */
export class Field {
  private constructor(
    private readonly source: Pick<YamlFile, 'file' | 'lineOf'>,
    private readonly value: Json | undefined,
    private readonly path: FieldPath,
    readonly problems: Problem[],
    private readonly coverage: Coverage,
    private readonly isConfidential: boolean,
  ) {}

  /** Of a confidential file no value stands in any message. */
  static root(file: YamlFile, { isConfidential = false } = {}): Field {
    return new Field(file, file.content, [], [], new Coverage(), isConfidential);
  }

  /** Fields that nobody asked for, or whose value changes nothing: only the outermost ones. */
  get unused(): Problem[] {
    return this.coverage.unused(this.value ?? null).map((path) => this.problemAt(path, IGNORED));
  }

  /** A field by its camel-case name; the snake-case spelling is accepted too, as the real decoder does. */
  at(name: string): Field {
    const object = this.object();
    const key = [name, snakeCase(name)].find((candidate) => object[candidate] !== undefined) ?? name;
    return this.child(key);
  }

  /** Its type is checked, and that is all: the local gateway does without it. */
  ignored(): Field {
    this.coverage.forget(this.path);
    return this;
  }

  /** Whatever it holds is known, or none of the gateway's business. */
  accepted(): void {
    this.coverage.coverWhole(this.path);
  }

  /** Absent and `null` are the same everywhere but inside plugin configurations. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  string(fallback = ''): string {
    return this.read(
      fallback,
      'a string',
      (value) => (typeof value === 'string' ? value : undefined),
      STRING_REMEDY,
    );
  }

  boolean(): boolean {
    return this.read(false, 'true or false', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  /** Quoted numbers are accepted. */
  integer(fallback = 0): number {
    return this.read(fallback, 'an integer', (value) => {
      const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
      return Number.isSafeInteger(number) ? (number as number) : undefined;
    });
  }

  port(): number {
    return this.checked(this.integer(), isPort, 'must be a port from 0 to 65535');
  }

  /** Required: an IPv4 or IPv6 address. */
  ip(): string {
    return this.checked(this.string(), isAddress, 'must be an IP address');
  }

  /** Required: a name that DNS can be asked for. */
  domain(): string {
    return this.checked(this.string(), isDomain, 'must be a domain name');
  }

  oneOf<T extends string>(words: readonly T[], fallback: T): T {
    return this.read(fallback, `one of ${words.join(', ')}`, (value) => words.find((word) => word === value));
  }

  list(): Field[] {
    const items = this.read<Json[]>([], 'a list', (value) => (Array.isArray(value) ? value : undefined));
    return items.map((_, index) => this.child(index));
  }

  strings(): string[] {
    return this.list().map((item) => item.string());
  }

  object(): JsonObject {
    return this.read<JsonObject>({}, 'a mapping', (value) =>
      value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined,
    );
  }

  /** A free-form object such as a plugin configuration: only what JSON cannot say is a problem. */
  freeForm(): JsonObject | undefined {
    if (this.isAbsent) return undefined;
    const object = this.object();
    this.refuseNonFinite(object, this.path);
    this.coverage.coverWhole(this.path);
    return object;
  }

  get keys(): string[] {
    return Object.keys(this.object());
  }

  stringMap(): Record<string, string> {
    return Object.fromEntries(this.keys.map((key) => [key, this.child(key).string()]));
  }

  /** Strings that are base64, as the standard alphabet with padding; line ends count for nothing. */
  base64Map(): Record<string, string> {
    const entries = Object.entries(this.stringMap());
    for (const [key, text] of entries) {
      // The text may be the secret itself, so it is not quoted.
      if (!BASE64.test(text.replace(/[\r\n]/g, '')))
        this.note([...this.path, key], `must be base64; ${BASE64_REMEDY}`);
    }
    return Object.fromEntries(entries);
  }

  private child(key: string | number): Field {
    const path = [...this.path, key];
    this.coverage.cover(path);
    const parent =
      typeof this.value === 'object' ? (this.value as Record<string | number, Json> | null) : null;
    const value = parent?.[key];
    return new Field(this.source, value, path, this.problems, this.coverage, this.isConfidential);
  }

  private checked<T extends string | number>(value: T, isValid: (value: T) => boolean, message: string): T {
    // What is of another type has been told already, and `value` stands in for it.
    const isStandIn = this.value !== undefined && this.value !== null && this.value !== value;
    if (!isStandIn && !isValid(value))
      this.note(this.path, `${message}${this.isAbsent ? '' : `, not "${value}"`}`);
    return value;
  }

  private read<T>(fallback: T, wanted: string, accept: (value: Json) => T | undefined, remedy?: Remedy): T {
    if (this.value === undefined || this.value === null) return fallback;
    const accepted = accept(this.value);
    if (accepted !== undefined) return accepted;
    this.note(
      this.path,
      `must be ${wanted}, not ${typeName(this.value, this.isConfidential)}${remedy?.(this.value) ?? ''}`,
    );
    return fallback;
  }

  private refuseNonFinite(value: Json, path: FieldPath): void {
    if (typeof value === 'number' && !Number.isFinite(value))
      this.note(path, `${value} has no place in JSON`);
    if (value === null || typeof value !== 'object') return;
    for (const [key, item] of Object.entries(value)) {
      this.refuseNonFinite(item, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  }

  private note(path: FieldPath, message: string): void {
    const problem = this.problemAt(path, message);
    const isKnown = this.problems.some((known) => known.field === problem.field && known.message === message);
    if (!isKnown) this.problems.push(problem);
  }

  private problemAt(path: FieldPath, message: string): Problem {
    return { file: this.source.file, line: this.source.lineOf(path), field: dotted(path), message };
  }
}

function dotted(path: FieldPath): string {
  const join = (text: string, step: string | number) =>
    typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`;
  return path.reduce<string>(join, '');
}

export const IGNORED = 'is ignored by the local gateway';

type Remedy = (value: Json) => string;

// y, n, yes, no, on and off are booleans in YAML 1.1: the trap people fall into.
const STRING_REMEDY: Remedy = (value) =>
  typeof value === 'object'
    ? ''
    : ' (put it in quotes; unquoted y, n, yes, no, on, off are booleans in YAML 1.1)';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BASE64_REMEDY = 'write what "printf %s VALUE | base64" prints';
