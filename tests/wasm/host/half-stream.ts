import { BodyBuffer } from './body-buffer.ts';
import { HeaderMap } from './header-map.ts';
import {
  dataStatus,
  headersStatus,
  trailersStatus,
  type DataStatus,
  type HeadersStatus,
  type TrailersStatus,
} from './status.ts';
import type { Stream } from './stream.ts';

/** What has left the filter: towards the upstream (request) or the client (response). */
export class Forwarded {
  headers: HeaderMap | undefined;
  readonly chunks: Uint8Array[] = [];
  trailers: HeaderMap | undefined;
  hasEnded = false;

  get body(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

type Iteration = 'going' | 'stopped' | 'stopped-all-buffer' | 'stopped-all-watermark';

/** Held = the gateway keeps the data without asking; skipped = the stream has no use for it any more. */
export type Unasked = 'held' | 'skipped';

/** One direction of a stream: the gateway's filter manager as far as one filter can tell. */
export class HalfStream {
  /** What hostcalls can reach now; see forgetHeaders. */
  map: HeaderMap | undefined;
  body: BodyBuffer | undefined;
  trailerMap: HeaderMap | undefined;
  /** The filter's end_of_stream of the last data callback. */
  isLastChunk = false;
  /** Everything that arrived, whether or not the module may still see it. */
  arrived: HeaderMap | undefined;
  hasEnded = false;
  isClosed = false;
  readonly forwarded = new Forwarded();
  #iteration: Iteration = 'going';
  #buffered: BodyBuffer | undefined;
  #isBuffering = false;
  #trailers: HeaderMap | undefined;

  constructor(
    private readonly stream: Stream,
    private readonly side: 'request' | 'response',
  ) {}

  get isStopped(): boolean {
    return this.#iteration !== 'going';
  }

  close(): void {
    this.isClosed = true;
    this.#buffered = undefined;
  }

  onHeaders(map: HeaderMap, endOfStream: boolean): HeadersStatus {
    this.arrived = this.map = map;
    this.hasEnded = endOfStream;
    const name = this.side === 'request' ? 'proxy_on_request_headers' : 'proxy_on_response_headers';
    const status = headersStatus(this.stream.call(name, map.size, endOfStream ? 1 : 0), this.stream.vm);
    // Continue forfeits the map: body and async callbacks can't read what was forwarded.
    if (status === 'continue') this.map = undefined;
    if (this.isClosed) return status;
    if (status === 'continue') this.#forwardHeaders();
    else this.#iteration = status === 'stop' ? 'stopped' : `stopped-${status.slice(5) as 'all-buffer'}`;
    return status;
  }

  onBody(chunk: Uint8Array, endOfStream: boolean): DataStatus | Unasked {
    if (this.isClosed) return 'skipped';
    this.hasEnded = endOfStream;
    const data = new BodyBuffer(chunk);
    if (!this.#isStoppedAll()) return this.#filter(data, endOfStream);
    this.#hold(data, this.#iteration === 'stopped-all-buffer');
    return 'held';
  }

  onTrailers(map: HeaderMap): TrailersStatus | Unasked {
    if (this.isClosed) return 'skipped';
    this.hasEnded = true;
    this.#trailers = map;
    return this.#isStoppedAll() ? 'held' : this.#filterTrailers(map);
  }

  /** Trailers may be added by touching them in the last data callback; a read never creates any. */
  trailersForWriting(): HeaderMap | undefined {
    if (this.trailerMap === undefined && this.body !== undefined && this.isLastChunk) {
      this.trailerMap = this.#trailers = new HeaderMap();
    }
    return this.trailerMap;
  }

  /** Past this filter at once, whatever is stopped or buffered here. */
  inject(data: Uint8Array, endOfStream: boolean): void {
    if (this.isClosed) return;
    this.forwarded.headers ??= this.arrived;
    if (data.length > 0) this.forwarded.chunks.push(data);
    if (endOfStream) this.#end();
  }

  /** Goes on where the module stopped. After a stop of everything this same filter sees the data first. */
  resume(): void {
    const isFromHere = this.#isStoppedAll();
    this.#iteration = 'going';
    if (this.forwarded.headers === undefined) this.#forwardHeaders();
    if (this.#buffered !== undefined) {
      if (isFromHere) this.#filter(this.#buffered, this.#endsWithData);
      else this.#forward(this.#buffered);
    }
    if (this.isClosed || this.isStopped || this.#trailers === undefined) return;
    if (isFromHere) this.#filterTrailers(this.#trailers);
    else this.#forwardTrailers(this.#trailers);
  }

  get #endsWithData(): boolean {
    return this.hasEnded && this.#trailers === undefined;
  }

  #isStoppedAll(): boolean {
    return this.#iteration === 'stopped-all-buffer' || this.#iteration === 'stopped-all-watermark';
  }

  #filter(data: BodyBuffer, endOfStream: boolean): DataStatus {
    // After "stop and buffer" the new chunk joins the buffer before the module is asked.
    if (this.#isBuffering && data !== this.#buffered) this.#hold(data, true);
    if (this.isClosed) return 'stop-no-buffer';
    this.body = this.#isBuffering ? this.#buffered : data;
    this.isLastChunk = endOfStream;
    const name = this.side === 'request' ? 'proxy_on_request_body' : 'proxy_on_response_body';
    const length = this.body?.length ?? 0;
    const status = dataStatus(this.stream.call(name, length, endOfStream ? 1 : 0), this.stream.vm);
    this.#isBuffering = status === 'stop-buffer';
    if (status === 'continue') this.body = undefined;
    if (!this.isClosed) this.#obeyData(status, data);
    return status;
  }

  #obeyData(status: DataStatus, data: BodyBuffer): void {
    if (status === 'continue') {
      if (this.#iteration === 'stopped') {
        this.#hold(data, false);
        this.resume();
      } else this.#forward(data);
      return;
    }
    this.#iteration = 'stopped';
    if (status !== 'stop-no-buffer') {
      this.#hold(data, status === 'stop-buffer');
      if (status === 'stop-buffer') this.body = this.#buffered;
    } else if (this.#endsWithData && this.#buffered === undefined) this.#buffered = new BodyBuffer();
  }

  #filterTrailers(map: HeaderMap): TrailersStatus {
    this.trailerMap = map;
    const name = this.side === 'request' ? 'proxy_on_request_trailers' : 'proxy_on_response_trailers';
    const status = trailersStatus(this.stream.call(name, map.size), this.stream.vm);
    if (status === 'continue') this.trailerMap = undefined;
    if (this.isClosed) return status;
    if (status === 'stop') this.#iteration = 'stopped';
    else if (this.isStopped) this.resume();
    else this.#forwardTrailers(map);
    return status;
  }

  /** Watermark statuses push back on the peer instead of failing at the limit. */
  #hold(data: BodyBuffer, isLimited: boolean): void {
    if (data !== this.#buffered) (this.#buffered ??= new BodyBuffer()).take(data);
    const limit = this.stream.bufferLimit;
    if (isLimited && limit > 0 && this.#buffered.length > limit) this.stream.overflow(this.side);
  }

  #forwardHeaders(): void {
    const isAlone = this.#endsWithData && this.#buffered === undefined;
    this.forwarded.headers = this.arrived;
    if (isAlone) this.#end();
  }

  #forward(data: BodyBuffer): void {
    if (data === this.#buffered) this.#buffered = undefined;
    if (data.length > 0) this.forwarded.chunks.push(data.drain());
    if (this.#endsWithData) this.#end();
    // Trailers made up in the last data callback are for later filters: this one isn't asked about them.
    else if (this.isLastChunk && this.#trailers !== undefined) this.#forwardTrailers(this.#trailers);
  }

  #forwardTrailers(map: HeaderMap): void {
    if (this.forwarded.trailers !== undefined) return;
    this.forwarded.trailers = map;
    this.#end();
  }

  #end(): void {
    this.forwarded.hasEnded = true;
  }
}
