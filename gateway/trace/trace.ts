import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FinishedCall } from '../redis/finished-call.ts';
import { RecordReader } from './record.ts';
import { Timeline } from './timeline.ts';
import type { TraceEvent } from './timeline.ts';

/** A trace that is being written to a file. */
export class Trace {
  readonly #reader = new RecordReader();
  readonly #timeline: Timeline;

  private constructor(private readonly stream: WriteStream) {
    // An array may lack its end in this format, so the file is good even after a crash.
    stream.write('[\n');
    this.#timeline = new Timeline(BigInt(Date.now()) * 1_000_000n, (event) => this.#write(event));
  }

  /** Rejects when the file cannot be written. */
  static async start(file: string): Promise<Trace> {
    const handle = await open(file, 'w');
    return new Trace(createWriteStream(file, { fd: handle }));
  }

  addPluginLine(thread: string, plugin: string, line: string): void {
    const records = this.#reader.read(thread, line);
    if (records.length > 0) this.#timeline.addCalls(thread, plugin, records);
  }

  addRedisCall(call: FinishedCall): void {
    this.#timeline.addRedisCall(call);
  }

  async close(): Promise<void> {
    const end: TraceEvent = { name: 'process_labels', ph: 'M', pid: 1, tid: 0, args: { labels: 'complete' } };
    await new Promise<void>((closed) => this.stream.end(`${JSON.stringify(end)}\n]\n`, () => closed()));
  }

  #write(event: TraceEvent): void {
    if (this.stream.writable) this.stream.write(`${JSON.stringify(event)},\n`);
  }
}
