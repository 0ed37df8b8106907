import { expect } from 'vitest';
import { resp, type RedisCall, type Stream } from '../host/index.ts';
import { cluster, redis, withItems } from '../support/configurations.ts';
import type { Plugin } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';

const DEADLINE_MS = 50;
/** A deadline and two of its ticks. */
const LATEST_MS = 75;
const MAX_IN_FLIGHT = 4;
/** One command, with the script and with credentials once more. */
const MAX_ATTEMPTS = 3;
/** Requests of a key and second that pass while Redis is away, under policy local. */
const LIMIT = 3;
const WINDOW_MS = 1000;

export const policies = ['open', 'closed', 'local'] as const;
export type Policy = (typeof policies)[number];

export const configurationOf = (policy: Policy) =>
  withItems([{ limit_by_per_header: 'x-api-key', limit_keys: [{ key: '*', query_per_second: LIMIT }] }], {
    show_limit_quota_header: true,
    on_redis_error: policy,
    redis: {
      ...redis,
      deadline: `${DEADLINE_MS}ms`,
      max_in_flight: MAX_IN_FLIGHT,
      breaker: { failures: 3, open: '400ms' },
    },
  });

export const replies = {
  allowed,
  denied,
  stranger: resp.ok(),
  noScript: resp.error('NOSCRIPT x'),
  noAuth: resp.error('NOAUTH x'),
  error: resp.error('ERR x'),
  loading: resp.error('LOADING x'),
  pong: resp.simple('PONG'),
};
export type ReplyName = keyof typeof replies;

const statuses = {
  waits: undefined,
  passed: undefined,
  rejected: 429,
  unavailable: 503,
  'answered elsewhere': undefined,
};

/** What a stream and its one call must have come to; the module knows nothing of it. */
interface Expected {
  stream: Stream;
  key: string;
  policy: Policy;
  fate: keyof typeof statuses;
  call: RedisCall | undefined;
  attempts: number;
  sentMs: number;
}

/** A gateway with streams in all phases. Each method but the last two is one thing that may happen there next. */
export class Gateway {
  /** What became of requests without an answer of Redis: policy and fate. */
  readonly fallBacks = new Set<string>();
  readonly #streams: Expected[] = [];
  /** What the policy local has let pass, by key. */
  readonly #windows = new Map<string, { endsMs: number; passed: number }>();
  /** Nothing went wrong under this configuration that could keep a call away from Redis. */
  #isSound = true;
  #isReachable = true;

  constructor(
    readonly plugin: Plugin,
    private policy: Policy,
  ) {
    this.reconfigure(policy);
  }

  /** Ticks come, which look after deadlines and breakers. The steps are those of the clock, so windows end on time. */
  advance(ms: number): void {
    for (let i = 0; i < ms; i++) {
      this.plugin.host.advance(1);
      const late: Expected[] = [];
      for (const each of this.#streams) {
        if (each.fate !== 'waits') continue;
        const waitedMs = this.#nowMs - each.sentMs;
        const isOver = isEnded(each.stream);
        expect(isOver ? waitedMs >= DEADLINE_MS : waitedMs < LATEST_MS, `after ${waitedMs} ms`).toBe(true);
        if (isOver) late.push(each);
      }
      if (late.length > 0) this.#fallBack(late);
    }
  }

  begin(key: string): void {
    const { redis } = this.plugin.host;
    const before = redis.pending.length;
    const isSure = this.#isSound && this.#isReachable && before < MAX_IN_FLIGHT;
    const stream = this.plugin.root.stream();
    stream.requestHeaders({ ':path': '/', ':method': 'GET', 'x-api-key': key }, { endOfStream: true });
    const call = redis.pending.length > before ? redis.pending.at(-1) : undefined;
    const { policy } = this;
    const each: Expected = { stream, key, policy, call, fate: 'waits', attempts: 1, sentMs: this.#nowMs };
    this.#streams.push(each);
    if (isSure) expect(call, 'a Redis that serves is asked').toBeDefined();
    if (call === undefined) this.#fallBack([each]);
  }

  reply(index: number, name: ReplyName): void {
    const { redis } = this.plugin.host;
    const before = redis.pending.length;
    const call = redis.pending[index % before];
    if (call === undefined) return;
    redis.reply(call, replies[name]);
    if (name !== 'allowed' && name !== 'denied') this.#isSound = false;
    const owner = this.#streams.find((each) => each.call === call);
    if (owner?.fate !== 'waits') return;
    const isSentAgain = redis.pending.length === before;
    if (isSentAgain) {
      owner.call = redis.pending.at(-1);
      owner.attempts += 1;
      owner.sentMs = this.#nowMs;
    } else if (name === 'allowed') owner.fate = 'passed';
    else if (name === 'denied') owner.fate = 'rejected';
    else this.#fallBack([owner]);
  }

  lose(index: number, isWholeConnection: boolean): void {
    const { redis } = this.plugin.host;
    const lost = isWholeConnection
      ? [...redis.pending]
      : redis.pending.slice(index % (redis.pending.length + 1)).slice(0, 1);
    for (const call of lost) redis.fail(call);
    this.#fallBack(
      this.#streams.filter(({ fate, call }) => fate === 'waits' && call !== undefined && lost.includes(call)),
    );
  }

  respond(index: number): void {
    const each = this.#streams[index % this.#streams.length];
    if (each === undefined) return;
    each.stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
    if (each.fate === 'waits') each.fate = 'answered elsewhere';
  }

  end(index: number): void {
    const [each] = this.#streams.splice(index % (this.#streams.length + 1), 1);
    each?.stream.end();
  }

  setReachable(isReachable: boolean): void {
    const { clusters } = this.plugin.host;
    if (isReachable) clusters.bringUp(cluster);
    else clusters.takeDown(cluster);
    this.#isReachable = isReachable;
    if (!isReachable) this.#isSound = false;
  }

  /** Streams that wait go on under the policy they began with. */
  reconfigure(policy: Policy): void {
    this.policy = policy;
    this.plugin.root = this.plugin.host.reconfigure(this.plugin.root, configurationOf(policy));
    this.#isSound = this.#isReachable;
  }

  check(): void {
    for (const { stream, fate, attempts } of this.#streams) {
      expect(stream.upstream.headers !== undefined, fate).toBe(fate === 'passed');
      expect(stream.localReply?.status, fate).toBe(statuses[fate]);
      expect(attempts).toBeLessThanOrEqual(MAX_ATTEMPTS);
    }
  }

  /** Redis serves again, and all streams end: nothing may be left of what was. */
  close(): void {
    const { host } = this.plugin;
    this.setReachable(true);
    while (this.#streams.length > 0) this.end(0);
    this.lose(0, true);
    host.redis.model(([name]) => (name === 'PING' ? replies.pong : allowed));
    host.advance(WINDOW_MS / 2);
    const stream = this.plugin.request({ headers: { 'x-api-key': 'the last' } });
    expect(stream.upstream.headers).toBeDefined();
    stream.end();
    host.advance(WINDOW_MS / 2);
    host.redis.model(undefined);
    for (const gauge of ['in_flight', 'breakers_open', 'rate_limits_not_enforced'])
      expect(host.metrics.value(`higress_redis_${gauge}`), gauge).toBe(0);
  }

  get #nowMs(): number {
    return this.plugin.host.clock.ms;
  }

  /** Redis gave these streams no answer, all at this moment. */
  #fallBack(streams: readonly Expected[]): void {
    this.#isSound = false;
    // Which of them come first is the module's business, how many of them pass is not.
    const passedFirst = streams.toSorted((a, b) => Number(isPassed(b.stream)) - Number(isPassed(a.stream)));
    for (const each of passedFirst) {
      each.call = undefined;
      if (each.policy === 'local') each.fate = this.#countHere(each.key) ? 'passed' : 'rejected';
      else each.fate = each.policy === 'open' ? 'passed' : 'unavailable';
      this.fallBacks.add(`${each.policy}: ${each.fate}`);
    }
  }

  #countHere(key: string): boolean {
    let window = this.#windows.get(key);
    if (window === undefined || window.endsMs <= this.#nowMs) {
      window = { endsMs: this.#nowMs + WINDOW_MS, passed: 0 };
      this.#windows.set(key, window);
    }
    if (window.passed === LIMIT) return false;
    window.passed += 1;
    return true;
  }
}

const isPassed = (stream: Stream): boolean => stream.upstream.headers !== undefined;
const isEnded = (stream: Stream): boolean => isPassed(stream) || stream.localReply !== undefined;
