import { encodePairs } from '../../tests/wasm/host/pairs.ts';
import { GuestMemory } from './guest-memory.ts';

export type Verdict = 'allowed' | 'denied';

/** A module to measure and the configuration it gets. */
export type Subject = { name: string; module: Uint8Array; configuration: string };

type Export = (...args: number[]) => number;
type Hostcall = (...args: number[]) => number;

const OK = 0;
const NOT_FOUND = 1;
const BAD_ARGUMENT = 2;
const UNIMPLEMENTED = 12;
const WASI_BAD_FILE = 8;
const PLUGIN_CONFIGURATION = 7;
const REDIS_REPLY = 9;
const ROOT = 1;

const LIMIT = 1000;
const REPLIES: Record<Verdict, Buffer> = {
  allowed: Buffer.from(`*3\r\n:${LIMIT}\r\n:1\r\n:60\r\n`),
  denied: Buffer.from(`*3\r\n:${LIMIT}\r\n:${LIMIT + 1}\r\n:42\r\n`),
};
const HEADERS = new Map(
  Object.entries({
    ':method': 'GET',
    ':scheme': 'https',
    ':authority': 'shop.example',
    ':path': '/v1/chat/completions',
    'user-agent': 'bench/1',
    accept: '*/*',
    'x-api-key': 'alice',
  }).map(([name, value]) => [name, Buffer.from(value)]),
);
const HEADER_PAIRS = encodePairs([...HEADERS].map(([name, value]) => ({ name: Buffer.from(name), value })));
const PROPERTIES = new Map(
  Object.entries({ route_name: 'shop', cluster_name: 'outbound|80||shop.dns' }).map(([name, value]) => [
    name,
    Buffer.from(value),
  ]),
);

/**
 * The cheapest host that makes a limiter go its usual way, so that what is timed is the module. It checks nothing
 * (the scripted host of the tests does) and its Redis gives the same verdict each time.
 */
export class ThinHost {
  hostcalls = 0;
  redisBytes = 0;
  readonly #reply: Buffer;
  readonly #configuration: Buffer;
  #memory!: GuestMemory;
  #exports!: Record<string, Export | undefined>;
  #lastContext = ROOT;
  #lastToken = 0;
  #pendingToken = 0;
  #live: number[] = [];

  private constructor({ configuration }: Subject, verdict: Verdict) {
    this.#configuration = Buffer.from(configuration);
    this.#reply = REPLIES[verdict];
  }

  /** @throws {Error} if the module refuses its configuration */
  static async start(subject: Subject, verdict: Verdict): Promise<ThinHost> {
    const host = new ThinHost(subject, verdict);
    const module = await WebAssembly.compile(Uint8Array.from(subject.module));
    const { exports } = await WebAssembly.instantiate(module, host.#imports(module));
    host.#exports = exports as Record<string, Export>;
    const allocate = host.#exports['malloc'] ?? host.#exports['proxy_on_memory_allocate'];
    host.#memory = new GuestMemory(exports['memory'] as WebAssembly.Memory, allocate!);
    host.#call('_initialize');
    host.#call('proxy_on_context_create', ROOT, 0);
    host.#call('proxy_on_vm_start', ROOT, 0);
    if (host.#call('proxy_on_configure', ROOT, host.#configuration.length) === 0) {
      throw new Error(`${subject.name} refuses its configuration`);
    }
    return host;
  }

  get memoryBytes(): number {
    return this.#memory.size;
  }

  run(times: number): void {
    for (let i = 0; i < times; i++) this.#finish(this.#begin());
  }

  /** From now on this many other streams are live: let through, their responses still to come. */
  keepLive(count: number): void {
    while (this.#live.length < count) this.#live.push(this.#begin());
    for (const id of this.#live.splice(count)) this.#finish(id);
  }

  #begin(): number {
    const id = ++this.#lastContext;
    this.#call('proxy_on_context_create', id, ROOT);
    this.#call('proxy_on_request_headers', id, HEADERS.size, 1);
    while (this.#pendingToken !== 0) {
      const token = this.#pendingToken;
      this.#pendingToken = 0;
      this.#call('proxy_on_redis_call_response', ROOT, token, OK, this.#reply.length);
    }
    return id;
  }

  #finish(id: number): void {
    this.#call('proxy_on_response_headers', id, 2, 1);
    this.#call('proxy_on_log', id);
    this.#call('proxy_on_done', id);
    this.#call('proxy_on_delete', id);
  }

  #call(name: string, ...args: number[]): number | undefined {
    return this.#exports[name]?.(...args);
  }

  #imports(module: WebAssembly.Module): WebAssembly.Imports {
    const hostcalls = this.#hostcalls();
    const wasi = this.#wasi();
    const imports: Record<string, Record<string, Hostcall>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      imports[from] ??= {};
      if (from === 'env') {
        const known = hostcalls[name] ?? (() => UNIMPLEMENTED);
        imports[from][name] = (...args) => {
          this.hostcalls++;
          return known(...args);
        };
      } else imports[from][name] = wasi[name] ?? (() => (/^(fd|path)_/.test(name) ? WASI_BAD_FILE : OK));
    }
    return imports;
  }

  #hostcalls(): Record<string, Hostcall> {
    const find = (values: Map<string, Buffer>, name: string, placeOut: number, sizeOut: number) => {
      const value = values.get(name);
      return value === undefined ? NOT_FOUND : this.#memory.give(value, placeOut, sizeOut);
    };
    const ok = () => OK;
    return {
      proxy_log: ok,
      proxy_get_log_level: (levelOut) => this.#memory.writeU32(levelOut!, 4),
      proxy_get_current_time_nanoseconds: (timeOut) =>
        this.#memory.writeU64(timeOut!, 1_700_000_000_000_000_000n),
      proxy_get_header_map_value: (_map, name, size, placeOut, sizeOut) =>
        find(HEADERS, this.#memory.text(name!, size!), placeOut!, sizeOut!),
      proxy_get_property: (path, size, placeOut, sizeOut) =>
        find(PROPERTIES, this.#memory.text(path!, size!), placeOut!, sizeOut!),
      proxy_get_header_map_pairs: (_map, placeOut, sizeOut) =>
        this.#memory.give(HEADER_PAIRS, placeOut!, sizeOut!),
      proxy_set_property: ok,
      proxy_add_header_map_value: ok,
      proxy_replace_header_map_value: ok,
      proxy_remove_header_map_value: ok,
      proxy_get_buffer_bytes: (kind, _start, _size, placeOut, sizeOut) => {
        if (kind === REDIS_REPLY) return this.#memory.give(this.#reply, placeOut!, sizeOut!);
        if (kind === PLUGIN_CONFIGURATION) return this.#memory.give(this.#configuration, placeOut!, sizeOut!);
        return BAD_ARGUMENT;
      },
      proxy_send_local_response: ok,
      proxy_continue_stream: ok,
      proxy_set_effective_context: ok,
      proxy_set_tick_period_milliseconds: ok,
      proxy_define_metric: (_kind, _name, _size, metricOut) => this.#memory.writeU32(metricOut!, 1),
      proxy_increment_metric: ok,
      proxy_redis_init: ok,
      proxy_redis_call: (_cluster, _clusterSize, _query, size, tokenOut) => {
        this.redisBytes += size!;
        this.#pendingToken = this.#lastToken += 4;
        return this.#memory.writeU32(tokenOut!, this.#lastToken);
      },
    };
  }

  /** As much of WASI as lets a Go module start. */
  #wasi(): Record<string, Hostcall> {
    return {
      clock_time_get: (_id, _precision, timeOut) => this.#memory.writeU64(timeOut!, process.hrtime.bigint()),
      args_sizes_get: (countOut, sizeOut) =>
        this.#memory.writeU32(countOut!, 0) || this.#memory.writeU32(sizeOut!, 0),
      environ_sizes_get: (countOut, sizeOut) =>
        this.#memory.writeU32(countOut!, 0) || this.#memory.writeU32(sizeOut!, 0),
    };
  }
}
