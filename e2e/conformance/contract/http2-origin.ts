import { once } from 'node:events';
import http2, { type Http2Session, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fence } from './fence.ts';
import { FENCE_PATH } from './fence-module.ts';
import type { Arrival, Response } from './vector.ts';

/** Between chunks, so that whoever passes them on sees each on its own. */
export const CHUNK_PAUSE_MS = 25;

/** A server that answers as it is told, with trailers if need be, and shows the last request. */
export class Http2Origin {
  response: Response = {};
  #arrival: Arrival | undefined;
  readonly #sessions = new Set<Http2Session>();
  readonly #server = http2.createServer();

  private constructor(private readonly fence: Fence) {}

  static async start(fence: Fence): Promise<Http2Origin> {
    const origin = new Http2Origin(fence);
    origin.#server.on('session', (session) => {
      origin.#sessions.add(session);
      session.on('close', () => origin.#sessions.delete(session));
    });
    origin.#server.on('stream', (stream, headers) => void origin.#serve(stream, headers));
    origin.#server.listen(0, '127.0.0.1');
    await once(origin.#server, 'listening');
    return origin;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get arrival(): Arrival | 'nothing' {
    return this.#arrival ?? 'nothing';
  }

  expect(response: Response = {}): void {
    this.response = response;
    this.#arrival = undefined;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const session of this.#sessions) session.destroy();
    await closed;
  }

  async #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    stream.on('error', () => stream.close());
    if (headers[':path'] === FENCE_PATH) return this.fence.hold(stream);
    const arrival: Arrival = {
      path: String(headers[':path']),
      headers: textOf(headers),
      body: '',
      trailers: {},
    };
    this.#arrival = arrival;
    const { response } = this;
    stream.on('trailers', (trailers) => (arrival.trailers = textOf(trailers)));
    stream.on('data', (chunk: Buffer) => (arrival.body += chunk.toString()));
    await once(stream, 'end').catch(() => undefined);
    if (stream.destroyed) return;
    await answer(stream, response);
  }
}

async function answer(stream: ServerHttp2Stream, response: Response): Promise<void> {
  const { status = 200, headers = {}, body = [], trailers } = response;
  const hasMore = body.length > 0 || trailers !== undefined;
  if (trailers !== undefined) stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  stream.respond(
    { ':status': status, ...headers },
    { endStream: !hasMore, waitForTrailers: trailers !== undefined },
  );
  for (const [index, chunk] of body.entries()) {
    if (index === body.length - 1) stream.end(chunk);
    else {
      stream.write(chunk);
      await sleep(CHUNK_PAUSE_MS);
    }
  }
  if (body.length === 0 && trailers !== undefined) stream.end();
}

/** Pseudo headers are left out: expectations name them otherwise. */
export function textOf(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
