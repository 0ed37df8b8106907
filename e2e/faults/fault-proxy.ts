import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onOwnPort } from '../servers/free-port.ts';
import { Gate } from './gate.ts';
import { type Fault, Link } from './link.ts';
import {
  byteByByte,
  type Corruption,
  type CorruptionName,
  CORRUPTIONS,
  corrupted,
  cutAfter,
  delayed,
} from './relays.ts';

export type Target = { readonly port: number };

export type FaultProxyOptions = {
  /** Where connections go on to, on loopback; `leadTo` changes it. */
  target: Target;
  /** The address of this machine to listen on; default: loopback. */
  host?: string;
  /** For jitter: 0 ≤ random() < 1. */
  random?: () => number;
};

const NONE: Fault = {};

/**
 * A TCP proxy that does harm on demand. One fault is in force at a time, for the connections that are there
 * and for those to come; `heal()` ends it. `blackHole` and `refuse` concern both directions, the faults that name
 * requests concern requests, all others replies.
 */
export class FaultProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #gate = new Gate();
  #fault = NONE;
  #accepted = 0;
  #bytes = { request: 0, reply: 0 };

  private constructor(
    readonly host: string,
    readonly port: number,
    private target: Target,
    private readonly random: () => number,
    server: Server,
  ) {
    this.#server = server;
    server.on('connection', (client) => void this.#serve(client));
  }

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const { target, host = '127.0.0.1', random = Math.random } = options;
    const server = createServer();
    server.listen(0, host);
    await once(server, 'listening');
    return new FaultProxy(host, (server.address() as AddressInfo).port, target, random, server);
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#links.size;
  }

  /** Connections ever accepted. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Connections that have come to an end. */
  get ended(): number {
    return this.#accepted - this.#links.size;
  }

  get requestBytes(): number {
    return this.#bytes.request;
  }

  /** As they came from the target, before any harm. */
  get replyBytes(): number {
    return this.#bytes.reply;
  }

  /** Replies are held back for `ms` plus up to `jitterMs`. */
  delay(ms: number, jitterMs = 0): void {
    this.#put({ reply: delayed(ms, jitterMs, this.random) });
  }

  /** Requests are held back for `ms` plus up to `jitterMs`. */
  delayRequests(ms: number, jitterMs = 0): void {
    this.#put({ request: delayed(ms, jitterMs, this.random) });
  }

  /** Connections stay open and new ones are accepted, but nothing passes; what was sent meanwhile passes on healing. */
  blackHole(): void {
    this.#put(NONE);
    this.#gate.close();
  }

  /** Closes each connection behind `bytes` more bytes of replies. */
  cutAfterBytes(bytes: number): void {
    this.#put({ reply: cutAfter(bytes) });
  }

  /** Closes each connection behind `bytes` more bytes of requests; the target gets those and no more. */
  cutRequestsAfterBytes(bytes: number): void {
    this.#put({ request: cutAfter(bytes) });
  }

  /** Replies arrive in reads of one byte. */
  oneByteAtATime(): void {
    this.#put({ reply: byteByByte });
  }

  /** Replies arrive changed: in one of the known ways, or as `change` makes them. */
  corrupt(change: CorruptionName | Corruption): void {
    this.#put({ reply: corrupted(typeof change === 'string' ? CORRUPTIONS[change] : change) });
  }

  /** Resets what is open; connecting fails until `heal()`. */
  async refuse(): Promise<void> {
    this.#put(NONE);
    const closed = this.#close();
    this.resetConnections();
    await closed;
  }

  /** Resets what is open. Not a fault that stays: new connections work. */
  resetConnections(): void {
    for (const link of this.#links) link.reset();
  }

  /** Connections to come go there. Those that are open stay where they are; `resetConnections` makes them follow. */
  leadTo(target: Target): void {
    this.target = target;
  }

  /** Everything passes again, unchanged. */
  async heal(): Promise<void> {
    this.#put(NONE);
    if (this.#server.listening) return;
    const listen = async () => {
      this.#server.listen(this.port, this.host);
      await once(this.#server, 'listening');
    };
    await onOwnPort(listen, isAddressInUse);
  }

  async stop(): Promise<void> {
    const closed = this.#close();
    this.#gate.open();
    for (const link of this.#links) link.destroy();
    await Promise.all([...this.#links].map((link) => link.closed));
    await closed;
  }

  #put(fault: Fault): void {
    this.#fault = fault;
    for (const link of this.#links) link.change(fault);
    this.#gate.open();
  }

  async #close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(client: Socket): Promise<void> {
    this.#accepted++;
    const server = connect({ port: this.target.port, host: '127.0.0.1' });
    const link = new Link(client, server, this.#fault, this.#gate, (direction, bytes) => {
      this.#bytes[direction] += bytes;
    });
    this.#links.add(link);
    await link.closed;
    this.#links.delete(link);
  }
}

function isAddressInUse(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}
