import { Result } from './abi.ts';
import type { Clusters } from './clusters.ts';
import type { EventLoop } from './event-loop.ts';
import { HeaderMap, type HeaderInit } from './header-map.ts';

export interface HttpAnswer {
  headers: HeaderMap;
  body: Uint8Array;
  trailers: HeaderMap;
}

export interface HttpRequest {
  cluster: string;
  headers: HeaderMap;
  body: Uint8Array;
  trailers: HeaderMap;
  timeoutMs: number;
}

export interface HttpCall extends HttpRequest {
  token: number;
  /** undefined = the request was reset. */
  deliver: (token: number, answer: HttpAnswer | undefined) => void;
}

export interface HttpReply {
  headers: HeaderInit;
  body?: string | Uint8Array;
  trailers?: HeaderInit;
}

export class HttpCallouts {
  readonly pending: HttpCall[] = [];
  #model: ((call: HttpCall) => HttpReply | undefined) | undefined;

  constructor(
    private readonly clusters: Clusters,
    private readonly loop: EventLoop,
  ) {}

  /** Answers every callout from now on; undefined from the model leaves one pending. */
  model(model: ((call: HttpCall) => HttpReply | undefined) | undefined): void {
    this.#model = model;
  }

  /** Token, or an error as a negative number. */
  call(request: HttpRequest, nextToken: () => number, deliver: HttpCall['deliver']): number {
    const required = [':path', ':method', ':authority'];
    if (request.timeoutMs < 0 || !this.clusters.has(request.cluster)) return -Result.BadArgument;
    if (!required.every((name) => request.headers.has(name))) return -Result.BadArgument;
    if (!this.clusters.isHealthy(request.cluster)) return -Result.InternalFailure;
    if (request.body.length > 0) request.headers.set('content-length', String(request.body.length));
    const call: HttpCall = { ...request, token: nextToken(), deliver };
    this.pending.push(call);
    if (this.#model) this.loop.post(() => this.#ask(call));
    return call.token;
  }

  #ask(call: HttpCall): void {
    const reply = this.pending.includes(call) ? this.#model?.(call) : undefined;
    if (reply !== undefined) this.respond(call, reply);
  }

  #take(target: HttpCall | number | undefined): HttpCall {
    const found = typeof target === 'number' ? this.pending.find((each) => each.token === target) : target;
    const call = target === undefined ? this.pending[0] : found;
    if (call === undefined || !this.pending.includes(call)) throw new Error('no such pending http call');
    this.pending.splice(this.pending.indexOf(call), 1);
    return call;
  }

  respond(target: HttpCall | number | undefined, { headers, body = '', trailers = {} }: HttpReply): void {
    const answer = {
      headers: HeaderMap.from(headers),
      body: Buffer.from(body),
      trailers: HeaderMap.from(trailers),
    };
    const call = this.#take(target);
    call.deliver(call.token, answer);
    this.loop.run();
  }

  /** Reset, refused, or a response over the buffer limit. A timeout is a 504 answer instead. */
  fail(target?: HttpCall | number): void {
    const call = this.#take(target);
    call.deliver(call.token, undefined);
    this.loop.run();
  }
}
