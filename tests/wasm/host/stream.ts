import { HalfStream, type Forwarded, type Unasked } from './half-stream.ts';
import { HeaderMap, type HeaderEntry, type HeaderInit } from './header-map.ts';
import { replyBody, replyHeaders, type LocalReply } from './local-reply.ts';
import type { PropertyValue } from './properties.ts';
import type { Root } from './root.ts';
import type { DataStatus, HeadersStatus, TrailersStatus } from './status.ts';
import type { Context, Vm } from './vm.ts';

export interface StreamOptions {
  /** Attributes by dotted path: `route_name`, `cluster_name`, `source.address`, …; a Map is used as it is. */
  properties?: Readonly<Record<string, PropertyValue>> | Map<string, PropertyValue>;
  /** Values of set_property; share one map between the contexts several plugins have for a request. */
  filterState?: Map<string, Uint8Array>;
  /** Bytes; the default is the listener's of a Higress gateway. 0 = no limit. */
  bufferLimit?: number;
  /** `ip:port` -> JSON text about its health, of the route's cluster. */
  upstreamHosts?: ReadonlyMap<string, string>;
}

interface End {
  endOfStream?: boolean;
}

type Side = 'request' | 'response';

/** One HTTP stream passing through the plugin. The test is the client, the upstream and the filters between. */
export class Stream implements Context {
  readonly id: number;
  readonly asStream = this;
  readonly request: HalfStream;
  readonly response: HalfStream;
  readonly properties: Map<string, PropertyValue>;
  readonly filterState: Map<string, Uint8Array>;
  bufferLimit: number;
  /** How often header writes made the gateway choose the route again. */
  routeCacheClears = 0;
  isRouteStale = false;
  isLogPhase = false;
  localReply: LocalReply | undefined;
  /** Details of a reset. */
  resetDetails: string | undefined;
  /** `ip:port` chosen by the module. */
  upstreamOverride: string | undefined;
  upstreamHosts: ReadonlyMap<string, string>;
  #hasReplied = false;
  #isContinuing = false;
  #isCreated = false;
  #isEnded = false;

  constructor(
    readonly root: Root,
    {
      properties = {},
      filterState = new Map(),
      bufferLimit = 32768,
      upstreamHosts = new Map(),
    }: StreamOptions = {},
  ) {
    this.id = root.vm.nextContextId();
    this.properties = properties instanceof Map ? properties : new Map(Object.entries(properties));
    this.filterState = filterState;
    this.bufferLimit = bufferLimit;
    this.upstreamHosts = upstreamHosts;
    this.request = new HalfStream(this, 'request');
    this.response = new HalfStream(this, 'response');
  }

  get vm(): Vm {
    return this.root.vm;
  }

  /** What the upstream has got. */
  get upstream(): Forwarded {
    return this.request.forwarded;
  }

  /** What the client has got. */
  get downstream(): Forwarded {
    return this.response.forwarded;
  }

  requestHeaders(headers: HeaderInit, { endOfStream = false }: End = {}): HeadersStatus {
    this.#create();
    return this.#drive(() => this.request.onHeaders(HeaderMap.from(headers), endOfStream));
  }

  requestBody(chunk: string | Uint8Array, { endOfStream = false }: End = {}): DataStatus | Unasked {
    return this.#drive(() => this.request.onBody(Buffer.from(chunk), endOfStream));
  }

  requestTrailers(trailers: HeaderInit): TrailersStatus | Unasked {
    return this.#drive(() => this.request.onTrailers(HeaderMap.from(trailers)));
  }

  responseHeaders(headers: HeaderInit, { endOfStream = false }: End = {}): HeadersStatus | Unasked {
    if (!this.#isCreated || this.response.isClosed) return 'skipped';
    return this.#drive(() => this.response.onHeaders(HeaderMap.from(headers), endOfStream));
  }

  responseBody(chunk: string | Uint8Array, { endOfStream = false }: End = {}): DataStatus | Unasked {
    if (!this.#isCreated) return 'skipped';
    return this.#drive(() => this.response.onBody(Buffer.from(chunk), endOfStream));
  }

  responseTrailers(trailers: HeaderInit): TrailersStatus | Unasked {
    if (!this.#isCreated) return 'skipped';
    return this.#drive(() => this.response.onTrailers(HeaderMap.from(trailers)));
  }

  /** on_log, on_done, on_delete; a stream refused before this filter gets its context just for that. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#create();
    this.request.close();
    this.response.close();
    this.isLogPhase = true;
    this.call('proxy_on_log');
    this.isLogPhase = false;
    this.call('proxy_on_done');
    this.call('proxy_on_delete');
    this.vm.contexts.delete(this.id);
    this.root.forgetStream(this);
    this.vm.services.loop.run();
  }

  /** The client or the gateway gave up. */
  reset(details = 'downstream_remote_disconnect'): void {
    this.resetDetails ??= details;
    this.request.close();
    this.response.close();
  }

  call(callback: string, a = 0, b = 0): number | undefined {
    const { vm } = this;
    const status = vm.enter(this, callback, this.id, a, b);
    if (vm.failure !== undefined && vm.services.trapPolicy === 'closed') this.#failClosed();
    return status;
  }

  #create(): void {
    if (this.#isCreated) return;
    this.#isCreated = true;
    this.vm.contexts.set(this.id, this);
    this.call('proxy_on_context_create', this.root.id);
  }

  #drive<Status>(act: () => Status): Status {
    const status = act();
    this.vm.services.loop.run();
    return status;
  }

  #failClosed(): void {
    if (this.#hasReplied || this.#isEnded) return;
    this.#hasReplied = true;
    const reply = { status: 503, details: 'wasm_fail_stream', body: new Uint8Array(0), grpcStatus: 14 };
    const headers = replyHeaders(this.request.arrived, reply, []);
    this.localReply = { ...reply, headers, road: 'chain' };
    this.request.close();
    // The failed VM has no say about its own 503.
    if (this.downstream.headers === undefined) this.#sendDirectly(headers, reply.body);
    else this.reset(reply.details);
  }

  /** send_local_response: takes effect when the VM call has returned. A second one is dropped without a word. */
  reply(
    status: number,
    details: string,
    body: Uint8Array,
    added: readonly HeaderEntry[],
    grpcStatus: number,
  ): void {
    const { vm } = this;
    const { strict } = vm.services;
    if (this.#isContinuing)
      strict.violate('reply-and-continue', `stream ${this.id} was continued, then answered`);
    if (this.#hasReplied)
      return strict.violate('second-reply', `stream ${this.id} was answered before: ${details}`);
    this.#hasReplied = true;
    vm.defer(() => {
      if (this.#isEnded || this.resetDetails !== undefined) return;
      const parts = { status, details, body, grpcStatus };
      this.#answer({ ...parts, headers: replyHeaders(this.request.arrived, parts, added), road: 'chain' });
    });
  }

  #answer(reply: LocalReply): void {
    this.localReply = reply;
    this.request.close();
    const body = replyBody(reply.headers, reply.body);
    if (this.response.forwarded.headers !== undefined) {
      reply.road = 'reset';
      return this.reset(reply.details);
    }
    if (this.response.arrived !== undefined) {
      reply.road = 'direct';
      this.#sendDirectly(reply.headers, body);
      return;
    }
    this.response.onHeaders(reply.headers, body.length === 0);
    if (body.length > 0) this.response.onBody(body, true);
  }

  #sendDirectly(headers: HeaderMap, body: Uint8Array): void {
    this.response.close();
    this.downstream.headers = headers;
    if (body.length > 0) this.downstream.chunks.push(body);
    this.downstream.hasEnded = true;
  }

  /** A stopped filter buffered more than the limit. */
  overflow(side: Side): void {
    const [status, text] = side === 'request' ? [413, 'Payload Too Large'] : [500, 'Internal Server Error'];
    const reply = { status, details: `${side}_payload_too_large`, body: Buffer.from(text), grpcStatus: -1 };
    this.#hasReplied = true;
    this.#answer({ ...reply, headers: replyHeaders(this.request.arrived, reply, []), road: 'chain' });
  }

  /** continue_stream: takes effect when the VM call has returned. */
  continue(side: Side): void {
    const { vm } = this;
    const { strict } = vm.services;
    if (this.#hasReplied && side === 'request') {
      strict.violate('reply-and-continue', `stream ${this.id} was answered, then continued`);
    }
    this.#isContinuing = true;
    vm.defer(() => {
      this.#isContinuing = false;
      const half = this[side];
      if (half.isClosed) return;
      if (half.isStopped) half.resume();
      else strict.violate('continue-without-stop', `the ${side} of stream ${this.id} is not stopped`);
    });
    // Either direction costs the module its pointers to the request.
    this.request.map = this.request.body = this.request.trailerMap = undefined;
  }

  /** Without effect once the headers have left, and Ok all the same. */
  overrideUpstream(address: string): void {
    if (this.upstream.headers === undefined) this.upstreamOverride = address;
  }

  close(): void {
    this.vm.defer(() => this.reset('wasm_close_stream'));
  }
}
