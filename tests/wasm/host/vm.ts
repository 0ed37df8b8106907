import { logLevels, type AbiVersion, type LogLevel } from './abi.ts';
import { RestrictedPhaseError, TrapError } from './errors.ts';
import type { HttpAnswer } from './http-callout.ts';
import { GuestMemory } from './memory.ts';
import { MetricIds } from './metrics.ts';
import type { Root } from './root.ts';
import type { Services } from './services.ts';
import { StrictError } from './strict.ts';
import type { Stream } from './stream.ts';

/** Whoever a hostcall acts for: a stream, or a root with no stream. */
export interface Context {
  readonly id: number;
  readonly root: Root;
  readonly asStream: Stream | undefined;
}

type Callback = (a: number, b: number, c: number, d: number, e: number) => number;
const nothing = new Uint8Array(0);

/** One instance of the module: its memory, its contexts, and the rules of calling into it. */
export class Vm {
  readonly contexts = new Map<number, Context>();
  readonly metricIds: MetricIds;
  readonly memory: GuestMemory;
  /** While `_initialize` or `_start` runs only log and harmless WASI calls are allowed. */
  isRestricted = false;
  failure: TrapError | undefined;
  /** Raised by a local reply: whatever status this VM call returns, iteration stops. */
  isIterationStopped = false;
  /** Buffer 9 and maps 6 and 7: valid inside their callback only. */
  redisReply: Uint8Array = nothing;
  httpAnswer: HttpAnswer | undefined;
  #callbacks: Record<string, Callback | undefined> = {};
  #current: Context | undefined;
  #effective: Context | undefined;
  #depth = 0;
  #deferred: (() => void)[] = [];
  #lastContext = 0;
  // One counter a kind: 4, 8, … and 7, 11, …
  #lastHttpToken = 0;
  #lastRedisToken = 3;

  constructor(
    readonly services: Services,
    readonly abi: AbiVersion,
  ) {
    this.memory = new GuestMemory(services.counters);
    this.metricIds = new MetricIds(services.metrics);
  }

  attach(instance: WebAssembly.Instance, importedMemory: WebAssembly.Memory | undefined): void {
    this.#callbacks = instance.exports as Record<string, Callback | undefined>;
    const memory = (instance.exports['memory'] as WebAssembly.Memory | undefined) ?? importedMemory;
    if (memory === undefined) throw new WebAssembly.LinkError('the module has no memory');
    const allocate = this.#callbacks['malloc'] ?? this.#callbacks['proxy_on_memory_allocate'];
    this.memory.attach(memory, allocate as unknown as (size: number) => number);
  }

  initialize(): void {
    this.isRestricted = true;
    try {
      if (this.has('_initialize')) {
        this.#run('_initialize', 0, 0, 0, 0, 0);
        if (this.has('main')) this.#run('main', 0, 0, 0, 0, 0);
      } else if (this.has('_start')) this.#run('_start', 0, 0, 0, 0, 0);
    } finally {
      this.isRestricted = false;
    }
  }

  has(callback: string): boolean {
    return this.#callbacks[callback] !== undefined;
  }

  nextContextId = (): number => ++this.#lastContext;
  nextHttpToken = (): number => (this.#lastHttpToken += 4);
  nextRedisToken = (): number => (this.#lastRedisToken += 4);

  get isRunning(): boolean {
    return this.#depth > 0;
  }

  /** The context a hostcall acts on; falls back silently when the chosen one has vanished. */
  get context(): Context | undefined {
    const chosen = this.#effective;
    return chosen !== undefined && this.contexts.has(chosen.id) ? chosen : this.#current;
  }

  chooseContext(id: number): boolean {
    const chosen = this.contexts.get(id);
    if (chosen !== undefined) this.#effective = chosen;
    return chosen !== undefined;
  }

  /**
   * Runs once the VM call in progress has returned, before its status is obeyed: local replies, continues,
   * closes, failures of calls cut by a redis_init.
   */
  defer(act: () => void): void {
    this.#deferred.push(act);
  }

  /**
   * Calls into the module. Undefined when the module lacks the callback or has failed; -1, which no status allows
   * and every status maps to its strictest stop, after a local reply.
   */
  enter(context: Context, callback: string, a = 0, b = 0, c = 0, d = 0, e = 0): number | undefined {
    if (this.failure !== undefined || this.#callbacks[callback] === undefined) return undefined;
    const current = this.#current;
    const effective = this.#effective;
    this.#current = context;
    this.#effective = undefined;
    this.#depth++;
    let status: number | undefined;
    try {
      status = this.#run(callback, a, b, c, d, e);
    } finally {
      this.#depth--;
      this.#current = current;
      this.#effective = effective;
    }
    if (this.isIterationStopped) {
      status = -1;
      this.isIterationStopped = false;
    }
    if (this.#deferred.length > 0) this.#runDeferred();
    return this.failure === undefined ? status : undefined;
  }

  #runDeferred(): void {
    for (let act = this.#deferred.shift(); act !== undefined; act = this.#deferred.shift()) act();
  }

  #run(callback: string, a: number, b: number, c: number, d: number, e: number): number | undefined {
    this.services.counters.entries++;
    const logged = this.services.logs.length;
    try {
      return this.#callbacks[callback]!(a, b, c, d, e);
    } catch (error) {
      this.#deferred.length = 0;
      this.isIterationStopped = false;
      if (error instanceof StrictError || error instanceof RestrictedPhaseError) throw error;
      if (!(error instanceof Error)) throw error;
      this.failure = new TrapError(callback, error, this.services.logs.slice(logged));
      if (this.services.trapPolicy === 'throw' || this.isRestricted) throw this.failure;
      return undefined;
    }
  }

  log(level: number, text: string): void {
    const { services } = this;
    const threshold = services.logLevel === 'off' ? logLevels.length : logLevels.indexOf(services.logLevel);
    if (level < threshold) return;
    services.logs.push({ level: logLevels[level] as LogLevel, text, context: this.context?.id ?? 0 });
  }
}
