import type { FinishedCall } from '../redis/finished-call.ts';
import type { CallRecord } from './record.ts';

/** One event of the Trace Event Format, which Perfetto and chrome://tracing open. Times are microseconds. */
export interface TraceEvent {
  name: string;
  ph: 'X' | 'b' | 'e' | 'M';
  pid: number;
  tid: number;
  cat?: string;
  ts?: number;
  dur?: number;
  id?: string;
  args?: Record<string, string | number>;
}

const PLUGINS = 1;
const REDIS = 2;

/**
 * Makes one picture of what plugins, host and Redis do. A row for each thread of Envoy shows callbacks with the
 * hostcalls inside; beside them each request of a plugin is a bar with its waits for callouts; Redis has its own rows.
 */
export class Timeline {
  readonly #threads = new Map<string, number>();
  readonly #waits = new Map<string, { record: CallRecord; request: string }>();
  readonly #streams = new Set<string>();
  #redisCalls = 0;

  /** `originNs` is the moment that the picture shows as zero. */
  constructor(
    private readonly originNs: bigint,
    private readonly write: (event: TraceEvent) => void,
  ) {
    this.#name('process_name', PLUGINS, 0, 'plugins in Envoy');
    this.#name('process_name', REDIS, 0, 'Redis');
  }

  /** What one callback of a plugin did, itself first. */
  addCalls(thread: string, plugin: string, records: readonly CallRecord[]): void {
    const tid = this.#threadId(thread);
    for (const record of records) {
      const { name, beginNs, endNs, context, result, about, token } = record;
      const args = { plugin, context, result, ...(token !== 0 && { token }), ...(about !== '' && { about }) };
      const time = { ts: this.#micros(beginNs), dur: Number(endNs - beginNs) / 1000 };
      this.write({ name, ph: 'X', cat: 'wasm', pid: PLUGINS, tid, ...time, args });
      this.#follow(record, plugin, tid);
    }
  }

  addRedisCall({ cluster, command, reply, beginMs, endMs }: FinishedCall): void {
    const shared = { name: command, cat: 'redis', pid: REDIS, tid: 0, id: `redis ${++this.#redisCalls}` };
    const ts = (ms: number) => this.#micros(BigInt(Math.round(ms * 1e6)));
    this.write({ ...shared, ph: 'b', ts: ts(beginMs), args: { cluster, reply } });
    this.write({ ...shared, ph: 'e', ts: ts(endMs) });
  }

  /** Requests and their waits last from one callback to another. */
  #follow(record: CallRecord, plugin: string, tid: number): void {
    const { name, context, token, result, beginNs, endNs } = record;
    const request = `${plugin} ${tid} ${context}`;
    const callout = `${plugin} ${tid} ${token}`;
    const bar = { cat: 'request', pid: PLUGINS, tid };
    const label = `${plugin}: stream ${context}`;
    // A root has no parent.
    if (name === 'proxy_on_context_create' && token !== 0) {
      this.#streams.add(request);
      this.write({ ...bar, name: label, ph: 'b', id: request, ts: this.#micros(beginNs) });
    }
    if (name === 'proxy_on_delete' && this.#streams.delete(request))
      this.write({ ...bar, name: label, ph: 'e', id: request, ts: this.#micros(endNs) });
    if ((name === 'proxy_redis_call' || name === 'proxy_http_call') && result === 0)
      this.#waits.set(callout, { record, request });
    if (name === 'proxy_on_redis_call_response' || name === 'proxy_on_http_call_response') {
      const wait = this.#waits.get(callout);
      this.#waits.delete(callout);
      if (wait === undefined) return;
      const shared = { ...bar, name: `waits for ${wait.record.about}`, id: wait.request };
      this.write({ ...shared, ph: 'b', ts: this.#micros(wait.record.endNs), args: { token } });
      this.write({ ...shared, ph: 'e', ts: this.#micros(beginNs) });
    }
  }

  #threadId(thread: string): number {
    const known = this.#threads.get(thread);
    if (known !== undefined) return known;
    const tid = this.#threads.size + 1;
    this.#threads.set(thread, tid);
    this.#name('thread_name', PLUGINS, tid, `thread ${thread}`);
    return tid;
  }

  #name(kind: string, pid: number, tid: number, name: string): void {
    this.write({ name: kind, ph: 'M', pid, tid, args: { name } });
  }

  #micros(ns: bigint): number {
    return Number(ns - this.originNs) / 1000;
  }
}
