import fc from 'fast-check';
import { expect, it } from 'vitest';
import { resp, type RedisCall, type Stream } from '../host/index.ts';
import { cluster, redis, withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';
import { fuzzPlan } from './plan.ts';

const STEPS_PER_RUN = 40;
const DEADLINE_MS = 50;
/** A deadline and two of its ticks. */
const LATEST_MS = 75;
/** One command, with the script and with credentials once more. */
const MAX_ATTEMPTS = 3;
type Fate = 'waits' | 'passed' | 'rejected' | 'answered elsewhere';

/** What a stream and its one call must have come to; the module knows nothing of it. */
interface Expected {
  stream: Stream;
  fate: Fate;
  call: RedisCall | undefined;
  attempts: number;
  sentMs: number;
}

const replies = {
  allowed,
  denied,
  stranger: resp.ok(),
  noScript: resp.error('NOSCRIPT x'),
  noAuth: resp.error('NOAUTH x'),
  error: resp.error('ERR x'),
  loading: resp.error('LOADING x'),
  pong: resp.simple('PONG'),
};
type ReplyName = keyof typeof replies;

/** A gateway with streams in all phases. Each step is one thing that may happen there next. */
class Gateway {
  readonly streams: Expected[] = [];

  constructor(readonly plugin: Plugin) {}

  get #nowMs(): number {
    return this.plugin.host.clock.ms;
  }

  /** Ticks come, which look after deadlines and breakers. */
  advance(ms: number): void {
    this.plugin.host.advance(ms);
    for (const each of this.streams) {
      if (each.fate !== 'waits') continue;
      const waitedMs = this.#nowMs - each.sentMs;
      const isLetGo = each.stream.upstream.headers !== undefined;
      expect(isLetGo ? waitedMs >= DEADLINE_MS : waitedMs < LATEST_MS, `after ${waitedMs} ms`).toBe(true);
      if (isLetGo) Object.assign(each, { fate: 'passed', call: undefined });
    }
  }

  begin(): void {
    const stream = this.plugin.root.stream();
    stream.requestHeaders({ ':path': '/', ':method': 'GET' }, { endOfStream: true });
    const call = stream.upstream.headers === undefined ? this.plugin.host.redis.pending.at(-1) : undefined;
    this.streams.push({
      stream,
      call,
      fate: call === undefined ? 'passed' : 'waits',
      attempts: 1,
      sentMs: this.#nowMs,
    });
  }

  reply(index: number, name: ReplyName): void {
    const { redis } = this.plugin.host;
    const call = redis.pending[index % redis.pending.length];
    if (call === undefined) return;
    const isAlone = redis.pending.length;
    redis.reply(call, replies[name]);
    const owner = this.streams.find((each) => each.call === call);
    if (owner?.fate !== 'waits') return;
    owner.call = undefined;
    if (redis.pending.length === isAlone) {
      owner.call = redis.pending.at(-1);
      owner.attempts += 1;
      owner.sentMs = this.#nowMs;
    } else owner.fate = name === 'denied' ? 'rejected' : 'passed';
  }

  lose(index: number, isWholeConnection: boolean): void {
    const { redis } = this.plugin.host;
    const lost = isWholeConnection
      ? [...redis.pending]
      : redis.pending.slice(index % (redis.pending.length + 1)).slice(0, 1);
    for (const call of lost) redis.fail(call);
    for (const each of this.streams) {
      if (each.fate === 'waits' && each.call !== undefined && lost.includes(each.call)) each.fate = 'passed';
    }
  }

  respond(index: number): void {
    const each = this.streams[index % this.streams.length];
    if (each === undefined) return;
    each.stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
    if (each.fate === 'waits') each.fate = 'answered elsewhere';
  }

  end(index: number): void {
    const [each] = this.streams.splice(index % (this.streams.length + 1), 1);
    each?.stream.end();
  }

  setReachable(isReachable: boolean): void {
    const { clusters } = this.plugin.host;
    if (isReachable) clusters.bringUp(cluster);
    else clusters.takeDown(cluster);
  }

  reconfigure(): void {
    this.plugin.root = this.plugin.host.reconfigure(this.plugin.root, configuration);
  }

  check(): void {
    for (const { stream, fate, attempts } of this.streams) {
      expect(stream.upstream.headers !== undefined, fate).toBe(fate === 'passed');
      expect(stream.localReply?.status, fate).toBe(fate === 'rejected' ? 429 : undefined);
      expect(attempts).toBeLessThanOrEqual(MAX_ATTEMPTS);
    }
  }

  close(): void {
    this.setReachable(true);
    while (this.streams.length > 0) this.end(0);
    this.lose(0, true);
    const { redis, metrics } = this.plugin.host;
    redis.model(() => replies.pong);
    this.plugin.host.advance(2000);
    redis.model(undefined);
    for (const gauge of ['in_flight', 'breakers_open'])
      expect(metrics.value(`higress_redis_${gauge}`), gauge).toBe(0);
  }
}

type Step = (gateway: Gateway) => void;
const some = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>((gateway) => gateway.begin()) },
  {
    weight: 8,
    arbitrary: fc.tuple(some, fc.constantFrom(...(Object.keys(replies) as ReplyName[]))).map(
      ([index, name]): Step =>
        (gateway) =>
          gateway.reply(index, name),
    ),
  },
  {
    weight: 2,
    arbitrary: some.map(
      (index): Step =>
        (gateway) =>
          gateway.lose(index, index === 0),
    ),
  },
  {
    weight: 3,
    arbitrary: some.map(
      (index): Step =>
        (gateway) =>
          gateway.respond(index),
    ),
  },
  {
    weight: 4,
    arbitrary: some.map(
      (index): Step =>
        (gateway) =>
          gateway.end(index),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (up): Step =>
        (gateway) =>
          gateway.setReachable(up),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((gateway) => gateway.reconfigure()) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(1, 10, 30, 100).map(
      (ms): Step =>
        (gateway) =>
          gateway.advance(ms),
    ),
  },
);

const configuration = withThreshold({
  show_limit_quota_header: true,
  redis: {
    ...redis,
    deadline: `${DEADLINE_MS}ms`,
    max_in_flight: 8,
    breaker: { failures: 3, open: '400ms' },
  },
});
const { cases, seed } = fuzzPlan('orders', 0.1);

it(
  'whatever the order of events, with a breaker, deadlines and bounds, every stream comes to the end Redis meant for it',
  { timeout: 300_000 },
  async () => {
    const plugin = await Plugin.start(configuration, { counting: true });
    let steps = 0;
    const seen = ['breaker_open', 'too_many_in_flight', 'deadline', 'connection', 'loading'];
    const property = fc.property(
      fc.array(step, { minLength: STEPS_PER_RUN / 2, maxLength: STEPS_PER_RUN * 2 }),
      (happenings) => {
        const gateway = new Gateway(plugin);
        for (const happen of happenings) {
          happen(gateway);
          gateway.check();
        }
        steps += happenings.length;
        gateway.close();
      },
    );
    fc.assert(property, { seed, numRuns: Math.ceil(cases / STEPS_PER_RUN) });
    expect(steps).toBeGreaterThanOrEqual(cases / 2);
    for (const error of seen) {
      expect(plugin.host.metrics.value(`higress_redis_errors_${error}`), error).toBeGreaterThan(0);
    }
  },
);
