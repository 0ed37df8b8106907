import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { FinishedCall } from '../redis/finished-call.ts';
import { RecordReader } from './record.ts';
import { Timeline } from './timeline.ts';
import type { TraceEvent } from './timeline.ts';

/** What a disk that is slower than the traffic may leave in memory. */
const LONGEST_BACKLOG_BYTES = 64 << 20;

/** A trace that is being written. When that fails it says so once and ends; the gateway goes on serving. */
export class Trace {
  readonly #reader = new RecordReader();
  readonly #timeline: Timeline;
  #hasFailed = false;

  constructor(
    private readonly stream: Writable,
    private readonly report: (message: string) => void,
    private readonly longestBacklog = LONGEST_BACKLOG_BYTES,
  ) {
    stream.on('error', (error) => this.#fail(error.message));
    // An array may lack its end in this format, so the file is good even after a crash.
    stream.write('[\n');
    this.#timeline = new Timeline(BigInt(Date.now()) * 1_000_000n, (event) => this.#write(event));
  }

  /** Rejects when the file cannot be opened. */
  static async start(file: string, report: (message: string) => void): Promise<Trace> {
    const handle = await open(file, 'w');
    return new Trace(createWriteStream(file, { fd: handle }), report);
  }

  addPluginLine(thread: string, plugin: string, line: string): void {
    if (this.#hasFailed) return;
    const records = this.#reader.read(thread, line);
    if (records.length > 0) this.#timeline.addCalls(thread, plugin, records);
  }

  addRedisCall(call: FinishedCall): void {
    if (!this.#hasFailed) this.#timeline.addRedisCall(call);
  }

  async close(): Promise<void> {
    if (this.#hasFailed) return;
    const end: TraceEvent = { name: 'process_labels', ph: 'M', pid: 1, tid: 0, args: { labels: 'complete' } };
    this.stream.end(`${JSON.stringify(end)}\n]\n`);
    // The listener above reports the error.
    await finished(this.stream).catch(() => undefined);
  }

  #write(event: TraceEvent): void {
    if (this.#hasFailed || !this.stream.writable) return;
    this.stream.write(`${JSON.stringify(event)},\n`);
    if (this.stream.writableLength > this.longestBacklog)
      this.#fail('it is written more slowly than it grows');
  }

  #fail(why: string): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.report(`the trace ends here: ${why}`);
    this.stream.destroy();
  }
}
