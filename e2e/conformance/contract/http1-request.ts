import { request, type ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHUNK_PAUSE_MS, textOf } from './http2-origin.ts';
import { headersOf } from './plugin-script.ts';
import type { Seen } from './seen.ts';
import type { SentRequest } from './sent-request.ts';
import type { Exchange } from './vector.ts';

/** A request by HTTP/1.1, where a stream's buffer has the size of its connection's. It has no trailers. */
export class Http1Request implements SentRequest {
  downstream: Seen['downstream'] = 'nothing';
  readonly #request: ClientRequest;
  #isOver = false;

  constructor(
    url: string,
    private readonly exchange: Exchange,
  ) {
    const {
      ':path': path,
      ':method': method,
      ':authority': host,
      ':scheme': _,
      ...headers
    } = headersOf(exchange);
    const { hostname, port } = new URL(url);
    // Without it the body of a GET has no frame.
    const framing = exchange.body === undefined ? {} : { 'transfer-encoding': 'chunked' };
    this.#request = request({
      hostname,
      port,
      path,
      method,
      headers: { ...headers, host, ...framing },
      agent: false,
    });
    this.#request.on('error', () => {
      if (!this.#isOver && this.downstream === 'nothing') this.downstream = 'reset';
      this.#isOver = true;
    });
    this.#request.on('response', (response) => {
      const arrival = { path: '', headers: textOf(response.headers), body: '', trailers: {} };
      this.downstream = { ...arrival, status: response.statusCode ?? 0 };
      response.on('data', (chunk: Buffer) => {
        if (typeof this.downstream !== 'string') this.downstream.body += chunk.toString();
      });
      response.on('error', () => undefined);
    });
  }

  async send(): Promise<void> {
    const { body = [], client } = this.exchange;
    for (const chunk of body) {
      this.#request.write(chunk);
      await sleep(CHUNK_PAUSE_MS);
    }
    if (client !== 'open') this.#request.end();
    await sleep(CHUNK_PAUSE_MS);
  }

  leave(): void {
    this.#isOver = true;
    this.#request.destroy();
  }

  async stop(): Promise<void> {
    this.leave();
  }
}
