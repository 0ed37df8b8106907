/**
 * A scripted gateway for HTTP plugins: one worker of Higress, played by the test.
 *
 *     const host = await ScriptedHost.load(wasm);                       // LinkError when the gateway would refuse it
 *     const root = host.start({ redis: { cluster: '…' } });             // ConfigureError when the module says no
 *     const stream = root.stream({ properties: { route_name: 'r' } });
 *     stream.requestHeaders({ ':path': '/', ':method': 'GET' });        // 'stop-all-watermark'
 *     expect(host.take()).toEqual(['get_header request :path -> "/"', 'redis_call outbound|6379||r.dns GET k -> 7']);
 *     host.redis.reply(7, resp.bulk('v'));                              // by token, by call, or the oldest
 *     stream.upstream.headers, stream.localReply, stream.downstream     // what left the filter
 *     stream.end();                                                     // on_log, on_done, on_delete
 *
 * Every hostcall is recorded (`host.calls`; `host.take()` = the lines since the last take). `host.allow('get_header', …)`
 * makes any other hostcall fail the test on the spot. What a real gateway lets pass but is always a bug (strict.ts)
 * throws a StrictError; name the rule in `tolerate` to see the gateway's own behaviour instead. A trap throws
 * TrapError unless `trapPolicy` acts out a fail strategy.
 *
 * Answers: `host.redis.reply / fail / failAll / receive` by hand, `host.redis.model(fn)` to answer at once,
 * `host.redis.connect(RedisConnection…send)` for a real server (then `await host.settled()`); `host.http` likewise. Time stands still
 * but for `host.advance(ms)`, which also fires ticks, and `host.setClock(ms)`, which does not. With `counting` nothing is recorded and only `host.counters` move.
 */
import { Clock } from './clock.ts';
import { Clusters } from './clusters.ts';
import { Counters } from './counters.ts';
import { EventLoop } from './event-loop.ts';
import type { HostcallName, LogLevel } from './abi.ts';
import { HttpCallouts } from './http-callout.ts';
import { instantiate, link, type LinkedModule } from './linker.ts';
import { MetricStore } from './metrics.ts';
import { Recorder, type HostcallRecord, type LogLine } from './recorder.ts';
import { Redis, type RedisReinit } from './redis.ts';
import { Root, type Configuration, type RootOptions } from './root.ts';
import type { ForeignFunction, Services, TrapPolicy } from './services.ts';
import { SharedData, SharedQueues } from './shared-data.ts';
import { Strict, type StrictRule } from './strict.ts';
import type { Vm } from './vm.ts';

export { ConfigureError, LinkError, RestrictedPhaseError, TrapError } from './errors.ts';
export { HeaderMap } from './header-map.ts';
export { resp } from './resp.ts';
export { StrictError } from './strict.ts';
export type { RedisCall } from './redis-call.ts';
export type { Root } from './root.ts';
export type { Stream } from './stream.ts';

export interface HostOptions {
  /** Rules whose violation is only a warning, to see what the gateway makes of it. */
  tolerate?: readonly StrictRule[];
  /** Nothing recorded, no argument decoded, no strictness about Redis commands: for measurements. */
  counting?: boolean;
  trapPolicy?: TrapPolicy;
  redisReinit?: RedisReinit;
  logLevel?: LogLevel | 'off';
  /** Milliseconds since the epoch. */
  startMs?: number;
  /** Gateways before 2.1.4 lack the newest hostcalls. */
  oldGateway?: boolean;
  /** Try every configuration in a throw-away VM first, as the gateway's main thread does. */
  canary?: boolean;
  foreign?: Readonly<Record<string, ForeignFunction>>;
  environment?: Readonly<Record<string, string>>;
  random?: (bytes: Uint8Array) => void;
  /** A gateway of which this is one more worker: with a Redis client of its own, but one clock, shared data, metrics. */
  beside?: ScriptedHost;
}

export class ScriptedHost {
  readonly roots: Root[] = [];

  private constructor(
    public vm: Vm,
    private readonly linked: LinkedModule,
    private readonly services: Services,
    private readonly options: HostOptions,
  ) {}

  /** Links, instantiates and initialises; on error nothing is left behind. */
  static async load(wasm: Uint8Array, options: HostOptions = {}): Promise<ScriptedHost> {
    const services = newServices(options, options.beside?.services);
    const linked = link(wasm, { isOldGateway: options.oldGateway ?? false, strict: services.strict });
    return new ScriptedHost(instantiate(linked, services), linked, services, options);
  }

  /** A further plugin of the same binary, or the next configuration of one: a root of its own in the same VM. */
  start(configuration?: Configuration, options?: RootOptions): Root {
    if (this.options.canary) this.#tryElsewhere(configuration, options);
    return this.#begin(configuration, options);
  }

  /**
   * The same configurations in a fresh VM: recovery after a trap, or a rebuild. Old roots drain on the old VM; what
   * the module kept in memory is gone, shared data is not.
   */
  rebuild(): Root[] {
    const old = this.roots.splice(0).filter((root) => root.state === 'live');
    this.vm = instantiate(this.linked, this.services);
    const fresh = old.map((root) => {
      const { configuration, rootId, pluginName, vmConfiguration: vmConfig } = root;
      return this.#begin(configuration, { rootId, pluginName, vmConfig });
    });
    for (const root of old) root.retire();
    return fresh;
  }

  #begin(configuration?: Configuration, options?: RootOptions): Root {
    const root = new Root(this.vm, configuration, options).start();
    const left = this.roots.filter(({ state }) => state !== 'deleted');
    this.roots.splice(0, Infinity, ...left, root);
    return root;
  }

  /** What the canary throws leaves the host's own VM untouched; its hostcalls and logs are its own. */
  #tryElsewhere(configuration?: Configuration, options?: RootOptions): void {
    const services = newServices(
      { ...this.options, trapPolicy: 'throw' },
      { clusters: this.clusters, clock: this.clock },
    );
    new Root(instantiate(this.linked, services), configuration, options).start();
  }

  /** The new root serves from now on, the old one drains; a refused configuration leaves the old one serving. */
  reconfigure(old: Root, configuration?: Configuration, options: RootOptions = {}): Root {
    const { rootId, pluginName } = old;
    const root = this.start(configuration, { rootId, pluginName, ...options });
    old.retire();
    return root;
  }

  get calls(): readonly HostcallRecord[] {
    return this.services.recorder.calls;
  }

  take(): string[] {
    return this.services.recorder.take();
  }

  allow(...names: HostcallName[]): void {
    this.services.recorder.allow(names);
  }

  allowAll(): void {
    this.services.recorder.allowAll();
  }

  get logs(): readonly LogLine[] {
    return this.services.logs;
  }

  /** Drops records and logs: a run of hours would keep them all. */
  forget(): void {
    this.services.recorder.forget();
    this.services.logs.length = 0;
  }

  get warnings(): readonly string[] {
    return this.services.strict.warnings;
  }

  get logLevel(): LogLevel | 'off' {
    return this.services.logLevel;
  }

  set logLevel(level: LogLevel | 'off') {
    this.services.logLevel = level;
  }

  get redis(): Redis {
    return this.services.redis;
  }

  get http(): HttpCallouts {
    return this.services.http;
  }

  get clusters(): Clusters {
    return this.services.clusters;
  }

  get sharedData(): SharedData {
    return this.services.sharedData;
  }

  get metrics(): MetricStore {
    return this.services.metrics;
  }

  get foreign(): Map<string, ForeignFunction> {
    return this.services.foreign;
  }

  get clock(): Clock {
    return this.services.clock;
  }

  get counters(): Counters {
    return this.services.counters;
  }

  memoryBytes(): number {
    return this.vm.memory.size;
  }

  /** on_tick of every root that asked for ticks, due or not. */
  tick(): void {
    for (const root of this.roots) if (root.tickPeriodMs > 0) root.tick();
  }

  /** Moves the clock, stopping at every tick that falls due. */
  advance(ms: number): void {
    const end = this.clock.ms + ms;
    for (;;) {
      const next = this.roots.reduce((first, root) => (root.nextTickMs < first.nextTickMs ? root : first), {
        nextTickMs: Infinity,
        tick: () => undefined,
      } as Pick<Root, 'nextTickMs' | 'tick'>);
      if (next.nextTickMs > end) break;
      this.clock.advance(Math.max(0, next.nextTickMs - this.clock.ms));
      next.tick();
    }
    this.clock.advance(end - this.clock.ms);
  }

  /** Sets the wall clock forward or back, as an operator or NTP does. Timers run by another clock and do not notice. */
  setClock(byMs: number): void {
    this.clock.advance(byMs);
    for (const root of this.roots) root.nextTickMs += byMs;
  }

  /** Until a real server has answered everything. */
  settled(): Promise<void> {
    return this.redis.settled();
  }
}

function newServices(
  options: HostOptions,
  { clusters = new Clusters(), clock = new Clock(options.startMs), ...shared }: Partial<Services> = {},
): Services {
  const strict = new Strict(options.tolerate);
  const counters = new Counters();
  const loop = new EventLoop();
  return {
    clock,
    clusters,
    counters,
    foreign: new Map(Object.entries(options.foreign ?? {})),
    http: new HttpCallouts(clusters, loop),
    logs: [],
    loop,
    metrics: shared.metrics ?? new MetricStore(),
    queues: shared.queues ?? new SharedQueues(),
    recorder: new Recorder(strict),
    redis: new Redis(clusters, counters, loop, strict, options.redisReinit ?? 'skip-equal'),
    sharedData: shared.sharedData ?? new SharedData(),
    strict,
    logLevel: options.logLevel ?? 'info',
    isCounting: options.counting ?? false,
    trapPolicy: options.trapPolicy ?? 'throw',
    environment: options.environment ?? {},
    random: options.random ?? ((bytes) => void crypto.getRandomValues(bytes)),
  };
}
