import type { Forwarded } from '../../../tests/wasm/host/half-stream.ts';
import type { HeaderMap } from '../../../tests/wasm/host/header-map.ts';
import type { Stream } from '../../../tests/wasm/host/index.ts';
import { headersOf } from './plugin-script.ts';
import type { Seen } from './seen.ts';
import type { Arrival, Exchange, Response } from './vector.ts';

/** The route table of a bench: one path is rewritten, if the route is chosen (again) when a request has it. */
const MOVED = '/moved';
const REWRITTEN = '/was-moved';

export function routeOf({ path }: Exchange): 'moved' | 'main' {
  return path === MOVED ? 'moved' : 'main';
}

type Piece =
  | { kind: 'headers' | 'trailers'; map: HeaderMap; isLast: boolean }
  | { kind: 'chunk'; chunk: Uint8Array; isLast: boolean };

/** Gives what has left a filter to whoever comes after it, each piece once. */
class Passage {
  #passed = 0;

  constructor(
    private readonly from: Forwarded,
    private readonly give: (piece: Piece) => void,
  ) {}

  pump(): void {
    const { headers, chunks, trailers, hasEnded } = this.from;
    if (headers === undefined) return;
    const pieces: Piece[] = [{ kind: 'headers', map: headers, isLast: false }];
    for (const chunk of chunks) pieces.push({ kind: 'chunk', chunk, isLast: false });
    if (trailers !== undefined) pieces.push({ kind: 'trailers', map: trailers, isLast: false });
    pieces[pieces.length - 1]!.isLast = hasEnded;
    for (const piece of pieces.slice(this.#passed)) {
      this.#passed++;
      this.give(piece);
    }
  }
}

/** A request on its way through the plugins, each a stream of a scripted host. The first is next to the client. */
export class Chain {
  readonly #passages: Passage[];
  #hasAnswered = false;

  constructor(
    private readonly streams: readonly Stream[],
    private readonly response: Response = {},
  ) {
    this.#passages = streams.slice(1).flatMap((after, index) => {
      const before = streams[index]!;
      return [
        new Passage(before.upstream, (piece) => giveRequest(after, piece)),
        new Passage(after.downstream, (piece) => giveResponse(before, piece)),
      ];
    });
  }

  /** All that the client sends. */
  send(exchange: Exchange): void {
    const { body = [], trailers, client = 'finishes' } = exchange;
    const first = this.streams[0]!;
    const finishes = client !== 'open';
    const endsWithChunk = finishes && trailers === undefined;
    first.requestHeaders(headersOf(exchange), { endOfStream: endsWithChunk && body.length === 0 });
    this.pump();
    for (const [index, chunk] of body.entries()) {
      first.requestBody(chunk, { endOfStream: endsWithChunk && index === body.length - 1 });
      this.pump();
    }
    if (trailers !== undefined && finishes) first.requestTrailers(trailers);
    this.pump();
  }

  /** Passes on what is ready, and lets the origin answer a whole request. */
  pump(): void {
    for (const passage of this.#passages) passage.pump();
    const last = this.streams.at(-1)!;
    if (this.#hasAnswered || !last.upstream.hasEnded || last.resetDetails !== undefined) return;
    this.#hasAnswered = true;
    this.#answer(last);
    for (const passage of [...this.#passages].reverse()) passage.pump();
  }

  #answer(last: Stream): void {
    const { status = 200, headers = {}, body = [], trailers } = this.response;
    const endsWithChunk = trailers === undefined;
    last.responseHeaders(
      { ':status': String(status), ...headers },
      { endOfStream: endsWithChunk && body.length === 0 },
    );
    for (const [index, chunk] of body.entries()) {
      last.responseBody(chunk, { endOfStream: endsWithChunk && index === body.length - 1 });
    }
    if (trailers !== undefined) last.responseTrailers(trailers);
  }

  /** The gateway's own answer to a request that it gives to no filter. */
  refuse(): void {
    for (const stream of [...this.streams].reverse()) {
      stream.responseHeaders({ ':status': '400' });
      stream.responseBody('bad request', { endOfStream: true });
    }
    this.end();
  }

  leave(): void {
    for (const stream of this.streams) stream.reset();
    this.end();
  }

  end(): void {
    for (const stream of this.streams) stream.end();
  }

  get seen(): Pick<Seen, 'upstream' | 'downstream'> {
    const { upstream } = this.streams.at(-1)!;
    const { downstream } = this.streams[0]!;
    const isReset = this.streams.some(({ resetDetails }) => resetDetails !== undefined);
    const arrived = arrivalOf(upstream);
    const isRoutedAgain = this.streams.some(({ routeCacheClears }) => routeCacheClears > 0);
    if (arrived?.path === MOVED && isRoutedAgain) arrived.path = REWRITTEN;
    const answer = arrivalOf(downstream);
    const status = Number(downstream.headers?.get(':status'));
    return {
      upstream: arrived ?? 'nothing',
      downstream: isReset ? 'reset' : answer === undefined ? 'nothing' : { ...answer, status },
    };
  }
}

function giveRequest(to: Stream, piece: Piece): void {
  const options = { endOfStream: piece.isLast };
  if (piece.kind === 'chunk') to.requestBody(piece.chunk, options);
  else if (piece.kind === 'trailers') to.requestTrailers(piece.map.toPairs());
  else to.requestHeaders(piece.map.toPairs(), options);
}

function giveResponse(to: Stream, piece: Piece): void {
  const options = { endOfStream: piece.isLast };
  if (piece.kind === 'chunk') to.responseBody(piece.chunk, options);
  else if (piece.kind === 'trailers') to.responseTrailers(piece.map.toPairs());
  else to.responseHeaders(piece.map.toPairs(), options);
}

function arrivalOf({ headers, body, trailers }: Forwarded): Arrival | undefined {
  if (headers === undefined) return undefined;
  return {
    path: headers.get(':path') ?? '',
    headers: headers.toObject(),
    body,
    trailers: trailers?.toObject() ?? {},
  };
}
