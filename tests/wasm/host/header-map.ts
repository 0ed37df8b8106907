/** A HeaderMap is used as it is, so the module's writes show in it; anything else is copied. */
export type HeaderInit =
  | HeaderMap
  | Readonly<Record<string, string | readonly string[]>>
  | readonly (readonly [string, string | Uint8Array])[];

export interface HeaderEntry {
  name: Uint8Array;
  value: Uint8Array;
}

const encode = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);

/** Ordered, multi-valued, lower-case names, any bytes as values (never assumed to be UTF-8). */
export class HeaderMap {
  readonly entries: HeaderEntry[] = [];

  static from(init: HeaderInit): HeaderMap {
    if (init instanceof HeaderMap) return init;
    const map = new HeaderMap();
    const pairs = Array.isArray(init)
      ? (init as readonly (readonly [string, string | Uint8Array])[])
      : Object.entries(init as Record<string, string | readonly string[]>);
    for (const [name, values] of pairs) {
      for (const value of Array.isArray(values) ? values : [values]) {
        map.add(encode(name), typeof value === 'string' ? encode(value) : value);
      }
    }
    return map;
  }

  clone(): HeaderMap {
    const map = new HeaderMap();
    for (const entry of this.entries) map.entries.push(entry);
    return map;
  }

  get size(): number {
    return this.entries.length;
  }

  get byteSize(): number {
    return this.entries.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  }

  /** First entry named by bytes of another array, so that a lookup from module memory copies nothing. */
  find(source: Uint8Array, at = 0, length = source.length): HeaderEntry | undefined {
    const entries = this.entries;
    search: for (let i = 0; i < entries.length; i++) {
      const name = entries[i]!.name;
      if (name.length !== length) continue;
      for (let j = 0; j < length; j++) if (name[j] !== lower(source[at + j]!)) continue search;
      return entries[i];
    }
    return undefined;
  }

  add(name: Uint8Array, value: Uint8Array): void {
    this.entries.push({ name: name.map(lower), value });
  }

  /** Sets the first entry of that name and drops the others; adds one when there was none. */
  replace(name: Uint8Array, value: Uint8Array): void {
    const first = this.find(name);
    if (first === undefined) return this.add(name, value);
    const index = this.entries.indexOf(first);
    this.remove(name);
    this.entries.splice(index, 0, { name: first.name, value });
  }

  remove(name: Uint8Array): void {
    for (let entry = this.find(name); entry !== undefined; entry = this.find(name)) {
      this.entries.splice(this.entries.indexOf(entry), 1);
    }
  }

  clear(): void {
    this.entries.length = 0;
  }

  /** First value as text. */
  get(name: string): string | undefined {
    const entry = this.find(encode(name));
    return entry && decode(entry.value);
  }

  getAll(name: string): string[] {
    return this.toPairs()
      .filter(([key]) => key === name.toLowerCase())
      .map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.find(encode(name)) !== undefined;
  }

  set(name: string, value: string): void {
    this.replace(encode(name), encode(value));
  }

  delete(name: string): void {
    this.remove(encode(name));
  }

  toPairs(): [string, string][] {
    return this.entries.map(({ name, value }) => [decode(name), decode(value)]);
  }

  /** For assertions: repeated names joined as the wire would allow. */
  toObject(): Record<string, string> {
    const object: Record<string, string> = {};
    for (const [name, value] of this.toPairs())
      object[name] = name in object ? `${object[name]}, ${value}` : value;
    return object;
  }
}
