const GUEST_BYTES = 65536;

export interface HttpCall {
  readonly token: number;
  readonly cluster: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

type Hostcall = (...args: number[]) => number;

/** The hostcalls of upstream Envoy that the shim builds upon, for one instance of a linked module. */
export class FakeEnvoy {
  readonly calls: HttpCall[] = [];
  readonly properties = new Map<string, string>();
  readonly logs: string[] = [];
  /** Result of the next http calls; only 0 gives a token. */
  httpResult = 0;
  /** Body of the http answer that is being delivered. */
  body: string | undefined;
  /** Response bodies that may be edited, by stream. */
  readonly bodies = new Map<number, string>();
  /** Streams whose response was continued. */
  readonly continued: number[] = [];
  readonly foreignCalls: string[] = [];
  private context = 0;
  private token = 0;
  private readonly instance: WebAssembly.Instance;

  constructor(wasm: Uint8Array<ArrayBuffer>) {
    const env: Record<string, Hostcall> = {
      proxy_http_call: (...args) => this.httpCall(args),
      proxy_get_property: (path, size, out, outSize) =>
        this.give(this.properties.get(this.text(path!, size!)), 1, out!, outSize!),
      proxy_set_property: (path, size, value, valueSize) => {
        this.properties.set(this.text(path!, size!), this.text(value!, valueSize!));
        return 0;
      },
      proxy_log: (level, text, size) => {
        this.logs.push(`${level} ${this.text(text!, size!)}`);
        return 0;
      },
      proxy_get_buffer_bytes: (type, _start, _max, out, outSize) =>
        this.give(type === 4 ? this.body : 'another buffer', 1, out!, outSize!),
      proxy_get_buffer_status: (type, out, flags) => {
        this.store(out!, type === 4 ? (this.body?.length ?? 0) : 99);
        this.store(flags!, 0);
        return 0;
      },
      proxy_set_buffer_bytes: (...args) => this.setBuffer(args),
      proxy_set_effective_context: (id) => {
        if (!this.bodies.has(id!)) return 2;
        this.context = id!;
        return 0;
      },
      proxy_continue_stream: () => {
        this.continued.push(this.context);
        return 0;
      },
      proxy_call_foreign_function: (name, size) => {
        this.foreignCalls.push(this.text(name!, size!));
        return 1;
      },
      proxy_get_header_map_value: (_type, _name, _size, out, outSize) =>
        this.give('header', 1, out!, outSize!),
      proxy_get_header_map_pairs: (_type, out, outSize) => this.give('pairs', 1, out!, outSize!),
      proxy_get_status: (code, out, outSize) => {
        this.store(code!, 0);
        return this.give('', 1, out!, outSize!);
      },
    };
    this.instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env });
  }

  /** The plugin's own page; that of the shim lies behind it here. */
  get memory(): Buffer {
    return Buffer.from((this.instance.exports['memory'] as WebAssembly.Memory).buffer, 0, GUEST_BYTES);
  }

  /** Calls an export; a hostcall of the plugin is one, too. */
  run(name: string, ...args: number[]): number {
    return (this.instance.exports[name] as Hostcall)(...args);
  }

  /** Calls a callback, which acts on its own context. */
  enter(callback: string, id: number, ...rest: number[]): number {
    this.context = id;
    return this.run(callback, id, ...rest);
  }

  load(at: number, count = 1): number[] {
    return Array.from({ length: count }, (_, i) => this.memory.readInt32LE(at + 4 * i));
  }

  text(at: number, size: number): string {
    return this.memory.toString('latin1', at, at + size);
  }

  put(at: number, text: string): [at: number, size: number] {
    return [at, this.memory.write(text, at, 'latin1')];
  }

  private setBuffer([type, start, length, data, size]: number[]): number {
    const body = this.bodies.get(this.context);
    if (type !== 1 || body === undefined) return 2;
    const text = this.text(data!, size!);
    if (start === 0) this.bodies.set(this.context, text + body.slice(length! >>> 0));
    else if (start! >= body.length) this.bodies.set(this.context, body + text);
    else return 2;
    return 0;
  }

  private httpCall([cluster, clusterSize, pairs, pairsSize, body, bodySize, , , , out]: number[]): number {
    const token = this.httpResult === 0 ? (this.token += 4) : 0;
    this.calls.push({
      token,
      cluster: this.text(cluster!, clusterSize!),
      headers: decodePairs(this.memory.subarray(pairs!, pairs! + pairsSize!)),
      body: Buffer.from(this.memory.subarray(body!, body! + bodySize!)),
    });
    this.store(out!, token);
    return this.httpResult;
  }

  private give(value: string | undefined, otherwise: number, out: number, outSize: number): number {
    if (value === undefined) return otherwise;
    const at = value === '' ? 0 : this.run('malloc', value.length);
    this.put(at, value);
    this.store(out, at);
    this.store(outSize, value.length);
    return 0;
  }

  private store(at: number, value: number): void {
    this.memory.writeUInt32LE(value, at);
  }
}

/** As strict as the host: a wrong byte anywhere makes it throw. */
export function decodePairs(bytes: Buffer): Map<string, string> {
  const count = bytes.readUInt32LE(0);
  let at = 4 + 8 * count;
  const take = (size: number): string => {
    const text = bytes.toString('latin1', at, at + size);
    if (bytes[at + size] !== 0) throw new Error('no NUL behind a name or value');
    at += size + 1;
    return text;
  };
  const pairs = new Map<string, string>();
  for (let i = 0; i < count; i++) {
    pairs.set(take(bytes.readUInt32LE(4 + 8 * i)), take(bytes.readUInt32LE(8 + 8 * i)));
  }
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes too many`);
  return pairs;
}
