import { Result } from './abi.ts';
import type { Clusters } from './clusters.ts';
import type { Counters } from './counters.ts';
import type { EventLoop } from './event-loop.ts';
import { RedisCall, type Deliver } from './redis-call.ts';
import { incomplete, malformed, replyEnd } from './resp.ts';
import type { Strict } from './strict.ts';

export interface RedisSettings {
  user: string;
  password: string;
  timeoutMs: number;
  /** The part of the cluster string after `?`: db, buffer_flush_timeout, max_buffer_size_before_flush. */
  params: Readonly<Record<string, string>>;
}

/** `skip-equal` since the fix of mid 2026; before it every init closed all connections of the cluster. */
export type RedisReinit = 'skip-equal' | 'always';
/** Answers a call at once; undefined leaves it pending. */
export type RedisAnswer = (call: RedisCall) => Uint8Array | undefined;
export type RedisModel = (command: string[], call: RedisCall) => Uint8Array | undefined;
/** A real server: resolves with the raw reply, rejects when the connection is lost. */
export type RedisTransport = (query: Uint8Array, call: RedisCall) => Promise<Uint8Array>;

/** One client per cluster, shared by every root and VM of the worker; one connection each, replies in order. */
export class Redis {
  readonly pending: RedisCall[] = [];
  readonly #settings = new Map<string, RedisSettings>();
  readonly #unread = new Map<string, Uint8Array>();
  #answer: RedisAnswer | undefined;
  #transport: RedisTransport | undefined;
  #inFlight = 0;
  #failing: RedisCall | undefined;

  constructor(
    private readonly clusters: Clusters,
    private readonly counters: Counters,
    private readonly loop: EventLoop,
    private readonly strict: Strict,
    private readonly reinit: RedisReinit,
  ) {}

  /** Answers every command from now on; undefined goes back to replies by hand. */
  model(model: RedisModel | undefined): void {
    this.#answer = model && ((call) => model(call.command, call));
  }

  /** The same for a model that has no need of the words, as in a measurement. */
  answer(answer: RedisAnswer | undefined): void {
    this.#answer = answer;
  }

  /** Sends every command to a real server, see redis-connection.ts. */
  connect(transport: RedisTransport | undefined): void {
    this.#transport = transport;
  }

  settings(cluster: string): RedisSettings | undefined {
    return this.#settings.get(cluster);
  }

  /** No network: wrong credentials or an unreachable server never show here. */
  init(
    target: string,
    user: string,
    password: string,
    timeoutMs: number,
    defer: (act: () => void) => void,
  ): number {
    const [cluster, params] = splitTarget(target);
    if (!this.clusters.has(cluster)) return Result.BadArgument;
    const settings = { user, password, timeoutMs, params };
    const before = this.#settings.get(cluster);
    if (this.reinit === 'skip-equal' && before !== undefined && isEqual(before, settings)) return Result.Ok;
    this.#settings.set(cluster, settings);
    const cut = this.pending.filter((call) => call.cluster === cluster);
    if (cut.length > 0) defer(() => cut.forEach((call) => this.fail(call)));
    return Result.Ok;
  }

  /** Token of the accepted call, or an error of redis_call as a negative number. */
  call(target: string, query: Uint8Array, nextToken: () => number, deliver: Deliver): number {
    const mark = target.indexOf('?');
    const cluster = mark < 0 ? target : target.slice(0, mark);
    if (!this.clusters.has(cluster)) return -Result.BadArgument;
    if (!this.clusters.isHealthy(cluster)) return -Result.InternalFailure;
    const call = new RedisCall(nextToken(), cluster, query, deliver);
    this.#refuseRetry(call);
    this.counters.redisCommands++;
    this.counters.redisBytesSent += query.length;
    this.pending.push(call);
    if (this.#answer) this.loop.post(() => this.#ask(call));
    else if (this.#transport) void this.#send(call, this.#transport);
    return call.token;
  }

  /** A connection that closes fails a retry made inside the failure callback again, for ever. */
  #refuseRetry(call: RedisCall): void {
    const failed = this.#failing;
    if (failed === undefined || failed.cluster !== call.cluster) return;
    call.retries = failed.retries + 1;
    failed.retried++;
    if (failed.retried > 1 || call.retries > 1) {
      this.strict.violate('retry-in-failure', `${call.shown} sent again inside a failure callback`);
    }
  }

  #ask(call: RedisCall): void {
    if (call.isSettled) return;
    const reply = this.#answer?.(call);
    if (reply !== undefined) this.reply(call, reply);
  }

  async #send(call: RedisCall, transport: RedisTransport): Promise<void> {
    this.#inFlight++;
    try {
      const reply = await transport(call.query, call);
      this.loop.post(() => call.isSettled || this.reply(call, reply));
    } catch (error) {
      this.strict.warn(`redis transport: ${String(error)}`);
      this.loop.post(() => call.isSettled || this.fail(call));
    } finally {
      this.#inFlight--;
    }
  }

  /** Until every command sent to a real server, and those its replies caused, have been answered. */
  async settled(): Promise<void> {
    for (this.loop.run(); this.#inFlight > 0; this.loop.run()) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** @param call the call, its token, or nothing for the oldest one; a token names the newest call bearing it */
  find(call?: RedisCall | number): RedisCall {
    const found = typeof call === 'number' ? this.pending.findLast((each) => each.token === call) : call;
    const chosen = found ?? (call === undefined ? this.pending[0] : undefined);
    if (chosen === undefined || chosen.isSettled)
      throw new Error(`no pending redis call ${String(call ?? '')}`);
    return chosen;
  }

  /** Delivers one raw RESP2 value; anything else costs the connection, as on the gateway. */
  reply(target: RedisCall | number | undefined, bytes: Uint8Array | string): void {
    const call = this.find(target);
    const reply = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    if (replyEnd(reply) !== reply.length) this.failAll(call.cluster);
    else this.#settle(call, 0, reply);
    this.loop.run();
  }

  /** Bytes read from the cluster's connection, cut anywhere: as many replies as are complete, in order. */
  receive(cluster: string, bytes: Uint8Array | string): void {
    const before = this.#unread.get(cluster) ?? new Uint8Array(0);
    let rest: Uint8Array = Buffer.concat([before, Buffer.from(bytes)]);
    for (let end = replyEnd(rest); end !== incomplete; end = replyEnd(rest)) {
      if (end === malformed) {
        this.failAll(cluster);
        break;
      }
      const call = this.pending.find((each) => each.cluster === cluster);
      if (call === undefined) throw new Error(`${cluster} sent a reply nobody waits for`);
      const reply = rest.subarray(0, end);
      rest = rest.subarray(end);
      this.#settle(call, 0, reply);
    }
    if (this.pending.some((each) => each.cluster === cluster)) this.#unread.set(cluster, rest);
    else this.#unread.delete(cluster);
    this.loop.run();
  }

  fail(target?: RedisCall | number): void {
    this.#settle(this.find(target), 1, new Uint8Array(0));
    this.loop.run();
  }

  /** The connection is lost: every pending call of the cluster (of all clusters without a name) fails. */
  failAll(cluster?: string): void {
    this.#unread.clear();
    for (const call of this.pending.filter((each) => cluster === undefined || each.cluster === cluster)) {
      if (!call.isSettled) this.#settle(call, 1, new Uint8Array(0));
    }
    this.loop.run();
  }

  #settle(call: RedisCall, status: number, reply: Uint8Array): void {
    call.isSettled = true;
    this.pending.splice(this.pending.indexOf(call), 1);
    this.counters.redisBytesReceived += reply.length;
    const outer = this.#failing;
    this.#failing = status === 0 ? undefined : call;
    try {
      call.deliver(call.token, status, reply);
    } finally {
      this.#failing = outer;
    }
  }
}

function splitTarget(target: string): [cluster: string, params: Record<string, string>] {
  const mark = target.indexOf('?');
  if (mark < 0) return [target, {}];
  return [target.slice(0, mark), Object.fromEntries(new URLSearchParams(target.slice(mark + 1)))];
}

function isEqual(a: RedisSettings, b: RedisSettings): boolean {
  const keys = Object.keys(a.params);
  return (
    a.user === b.user &&
    a.password === b.password &&
    a.timeoutMs === b.timeoutMs &&
    keys.length === Object.keys(b.params).length &&
    keys.every((key) => a.params[key] === b.params[key])
  );
}
