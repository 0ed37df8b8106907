import { once } from 'node:events';
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHUNK_PAUSE_MS, textOf } from './http2-origin.ts';
import { headersOf } from './plugin-script.ts';
import type { Seen } from './seen.ts';
import type { SentRequest } from './sent-request.ts';
import type { Exchange } from './vector.ts';

/** A request by HTTP/2, on a connection of its own. */
export class Http2Request implements SentRequest {
  downstream: Seen['downstream'] = 'nothing';
  readonly #session: ClientHttp2Session;
  readonly #stream: ClientHttp2Stream;
  /** Nothing more will come. */
  #isOver = false;

  constructor(
    url: string,
    private readonly exchange: Exchange,
  ) {
    this.#session = http2.connect(url);
    this.#session.on('error', () => this.#close());
    const { body = [], trailers, client = 'finishes' } = exchange;
    const endStream = body.length === 0 && trailers === undefined && client !== 'open';
    this.#stream = this.#session.request(headersOf(exchange), {
      endStream,
      waitForTrailers: trailers !== undefined,
    });
    if (trailers !== undefined) this.#stream.once('wantTrailers', () => this.#stream.sendTrailers(trailers));
    this.#listen();
  }

  async send(): Promise<void> {
    const { body = [], trailers, client = 'finishes' } = this.exchange;
    const hasEnd = client !== 'open';
    for (const [index, chunk] of body.entries()) {
      await sleep(CHUNK_PAUSE_MS);
      if (this.#isOver) return;
      if (index === body.length - 1 && hasEnd) this.#stream.end(chunk);
      else this.#stream.write(chunk);
    }
    if (body.length === 0 && trailers !== undefined && hasEnd) this.#stream.end();
    await sleep(CHUNK_PAUSE_MS);
  }

  leave(): void {
    this.#stream.close(http2.constants.NGHTTP2_CANCEL);
    this.#close();
  }

  async stop(): Promise<void> {
    this.#close();
    if (!this.#session.destroyed) {
      const closed = once(this.#session, 'close');
      this.#session.destroy();
      await closed;
    }
  }

  #listen(): void {
    this.#stream.on('response', (headers) => {
      const status = Number(headers[':status']);
      this.downstream = { status, path: '', headers: textOf(headers), body: '', trailers: {} };
    });
    this.#stream.on('data', (chunk: Buffer) => {
      if (typeof this.downstream !== 'string') this.downstream.body += chunk.toString();
    });
    this.#stream.on('trailers', (trailers) => {
      if (typeof this.downstream !== 'string') this.downstream.trailers = textOf(trailers);
    });
    this.#stream.on('error', () => undefined);
    this.#stream.on('close', () => {
      if (!this.#isOver && this.#stream.rstCode !== http2.constants.NGHTTP2_NO_ERROR)
        this.downstream = 'reset';
      this.#close();
    });
  }

  #close(): void {
    this.#isOver = true;
  }
}
