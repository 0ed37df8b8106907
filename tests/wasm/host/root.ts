import { ConfigureError } from './errors.ts';
import type { HttpAnswer } from './http-callout.ts';
import { Stream, type StreamOptions } from './stream.ts';
import type { Context, Vm } from './vm.ts';

export interface RootOptions {
  /** `spec.pluginName`. */
  rootId?: string;
  /** `<namespace>.<WasmPlugin name>`. */
  pluginName?: string;
  vmConfig?: string | Uint8Array;
}

/** Text and bytes go as they are, anything else as JSON, undefined as no configuration at all. */
export type Configuration = string | Uint8Array | object | undefined;

const nothing = new Uint8Array(0);

function configurationBytes(configuration: Configuration): Uint8Array {
  if (configuration === undefined) return nothing;
  if (configuration instanceof Uint8Array) return configuration;
  return Buffer.from(typeof configuration === 'string' ? configuration : JSON.stringify(configuration));
}

/** One plugin configuration in one VM. A new configuration is a new root; this one drains. */
export class Root implements Context {
  readonly id: number;
  readonly root: Root = this;
  readonly asStream = undefined;
  readonly rootId: string;
  readonly pluginName: string;
  readonly configuration: Uint8Array;
  readonly vmConfiguration: Uint8Array;
  readonly streams = new Set<Stream>();
  /** Buffer 7 exists while the context is created and configured, and at no other time. */
  isConfiguring = false;
  /** 0 = no tick. */
  tickPeriodMs = 0;
  nextTickMs = Infinity;
  statusCode = 0;
  statusMessage = '';
  state: 'live' | 'draining' | 'awaiting-done' | 'deleted' = 'live';

  constructor(
    readonly vm: Vm,
    configuration: Configuration,
    { rootId = 'higress-redis', pluginName = 'higress-system.higress-redis', vmConfig }: RootOptions = {},
  ) {
    this.id = vm.nextContextId();
    this.rootId = rootId;
    this.pluginName = pluginName;
    this.configuration = configurationBytes(configuration);
    this.vmConfiguration = configurationBytes(vmConfig);
  }

  /** @throws ConfigureError when the module refuses; the root is gone then, the other roots untouched */
  start(): this {
    const { vm } = this;
    const logged = vm.services.logs.length;
    vm.contexts.set(this.id, this);
    this.isConfiguring = true;
    vm.enter(this, 'proxy_on_context_create', this.id, 0);
    this.isConfiguring = false;
    if (vm.enter(this, 'proxy_on_vm_start', this.id, this.vmConfiguration.length) === 0) {
      this.#refuse('proxy_on_vm_start', logged);
    }
    this.isConfiguring = true;
    const isAccepted = vm.enter(this, 'proxy_on_configure', this.id, this.configuration.length) !== 0;
    this.isConfiguring = false;
    if (!isAccepted) this.#refuse('proxy_on_configure', logged);
    if (vm.failure !== undefined) throw vm.failure;
    vm.services.loop.run();
    return this;
  }

  #refuse(callback: string, logged: number): never {
    this.#forget();
    throw new ConfigureError(`${callback} returned false`, this.vm.services.logs.slice(logged));
  }

  stream(options?: StreamOptions): Stream {
    const stream = new Stream(this, options);
    this.streams.add(stream);
    return stream;
  }

  tick(): void {
    this.nextTickMs = Infinity;
    if (this.state === 'deleted') return;
    this.vm.enter(this, 'proxy_on_tick', this.id);
    // One-shot, armed again when the callback has returned.
    if (this.tickPeriodMs > 0) this.nextTickMs = this.vm.services.clock.ms + this.tickPeriodMs;
    this.vm.services.loop.run();
  }

  setTick(periodMs: number): void {
    this.tickPeriodMs = periodMs;
    this.nextTickMs = periodMs > 0 ? this.vm.services.clock.ms + periodMs : Infinity;
  }

  /** The configuration was replaced or removed: done and delete follow once the last stream is gone. */
  retire(): void {
    if (this.state === 'live') this.state = 'draining';
    this.#finishWhenIdle();
  }

  forgetStream(stream: Stream): void {
    this.streams.delete(stream);
    this.#finishWhenIdle();
  }

  #finishWhenIdle(): void {
    if (this.state !== 'draining' || this.streams.size > 0) return;
    this.state = 'awaiting-done';
    if (this.vm.enter(this, 'proxy_on_done', this.id) !== 0) this.#delete();
    this.vm.services.loop.run();
  }

  /** proxy_done: whether it was awaited. The deletion follows after the VM call. */
  finish(): boolean {
    if (this.state !== 'awaiting-done') return false;
    this.vm.defer(() => this.#delete());
    return true;
  }

  #delete(): void {
    if (this.state === 'deleted') return;
    this.state = 'deleted';
    this.vm.enter(this, 'proxy_on_delete', this.id);
    this.#forget();
  }

  #forget(): void {
    this.state = 'deleted';
    this.setTick(0);
    this.vm.contexts.delete(this.id);
  }

  /** Replies that come after the root is deleted are dropped. */
  onRedisReply = (token: number, status: number, reply: Uint8Array): void => {
    const { vm } = this;
    if (this.state === 'deleted') return;
    if (vm.isRunning) return vm.defer(() => this.onRedisReply(token, status, reply));
    if (status !== 0) this.#fail();
    vm.redisReply = reply;
    vm.enter(this, 'proxy_on_redis_call_response', this.id, token, status, reply.length);
    vm.redisReply = nothing;
    this.statusMessage = '';
  };

  onHttpAnswer = (token: number, answer: HttpAnswer | undefined): void => {
    const { vm } = this;
    if (this.state === 'deleted') return;
    if (answer === undefined) this.#fail();
    vm.httpAnswer = answer;
    const { headers, body, trailers } = answer ?? {};
    const sizes = [headers?.size ?? 0, body?.length ?? 0, trailers?.size ?? 0];
    vm.enter(this, 'proxy_on_http_call_response', this.id, token, ...sizes);
    vm.httpAnswer = undefined;
    this.statusMessage = '';
  };

  /** get_status of a failed callout: the code stays, the message lives as long as the callback. */
  #fail(): void {
    this.statusCode = 11;
    this.statusMessage = 'reset';
  }
}
