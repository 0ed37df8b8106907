import type { Socket } from 'node:net';
import type { Connect, RedisEndpoint } from './endpoint.ts';
import { prologue } from './prologue.ts';
import { ReplyReader } from './reply-reader.ts';
import { ProtocolError } from './resp-boundary.ts';
import { flushBytes, flushTimeoutMs, type RedisSettings } from './redis-settings.ts';
import type { ClusterStats, CloseReason } from './stats.ts';
import type { Timer, Timers } from './timers.ts';

/** `undefined` is a failure; the plugin learns no reason. */
export type OnReply = (reply: Buffer | undefined) => void;

export interface ConnectionContext {
  readonly settings: RedisSettings;
  readonly connectTimeoutMs: number;
  readonly timers: Timers;
  readonly connect: Connect;
  readonly stats: ClusterStats;
  /** The connection is of no more use; its pending calls fail next. */
  readonly onClose: (reason: CloseReason, detail: string, pending: number) => void;
  /** Redis refused AUTH or SELECT, of which the plugin hears nothing. */
  readonly onPrologueError: (error: string) => void;
}

interface Pending {
  readonly onReply: OnReply;
  /** The call held several commands, so a reply follows that belongs to nobody. */
  readonly hasExtraReply: boolean;
}

/** One connection to one host, by the rules of the gateway's client: replies in order, one timer for all calls. */
export class RedisConnection {
  private readonly context: ConnectionContext;
  private readonly socket: Socket;
  private readonly reader = new ReplyReader();
  private readonly pending: Pending[] = [];
  private unsent: Buffer[] = [];
  private unsentBytes = 0;
  private flushTimer: Timer | undefined;
  /** Runs while connecting, then while anything is pending. */
  private timer: Timer | undefined;
  private isReady = false;
  private isOpen = true;

  constructor(endpoint: RedisEndpoint, context: ConnectionContext) {
    this.context = context;
    context.stats.connectionsOpened++;
    context.stats.connectionsOpen++;
    const { socket, readyEvent } = context.connect(endpoint);
    this.socket = socket;
    this.timer = context.timers.after(context.connectTimeoutMs, () => this.close('connect timeout'));
    socket.on(readyEvent, () => this.ready());
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error) =>
      this.close(this.isReady ? 'closed by redis' : 'connect failed', error.message),
    );
    socket.on('end', () => this.close('closed by redis'));
    socket.on('close', () => this.close(this.isReady ? 'closed by redis' : 'connect failed'));
    for (const command of prologue(context.settings)) this.send(command, this.swallow, false);
  }

  get isIdle(): boolean {
    return this.pending.length === 0;
  }

  call(command: Buffer, onReply: OnReply, hasExtraReply: boolean): void {
    this.context.stats.pending++;
    this.send(
      command,
      (reply) => {
        this.context.stats.pending--;
        onReply(reply);
      },
      hasExtraReply,
    );
  }

  close(reason: CloseReason, detail = ''): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.timer?.cancel();
    this.flushTimer?.cancel();
    this.socket.destroy();
    const { stats, onClose } = this.context;
    stats.connectionsOpen--;
    stats.connectionsClosed[reason] = (stats.connectionsClosed[reason] ?? 0) + 1;
    const pending = this.pending.splice(0);
    onClose(reason, detail, pending.length);
    for (const { onReply } of pending) onReply(undefined);
  }

  private readonly swallow: OnReply = (reply) => {
    if (reply?.[0] === 0x2d) this.context.onPrologueError(reply.toString('latin1').trim());
  };

  private send(command: Buffer, onReply: OnReply, hasExtraReply: boolean): void {
    if (this.pending.push({ onReply, hasExtraReply }) === 1 && this.isReady) this.armTimer();
    const isFirst = this.unsent.length === 0;
    this.unsent.push(command);
    this.unsentBytes += command.length;
    const waitMs = flushTimeoutMs(this.context.settings);
    if (waitMs === 0 || this.unsentBytes >= flushBytes(this.context.settings)) this.flush();
    else if (isFirst) this.flushTimer = this.context.timers.after(waitMs, () => this.flush());
  }

  /** Before the connection is up the socket keeps what is written. */
  private flush(): void {
    this.flushTimer?.cancel();
    this.socket.write(this.unsent.length === 1 ? this.unsent[0]! : Buffer.concat(this.unsent));
    this.context.stats.writes++;
    this.context.stats.bytesSent += this.unsentBytes;
    this.unsent = [];
    this.unsentBytes = 0;
  }

  private ready(): void {
    if (!this.isOpen) return;
    this.isReady = true;
    this.armTimer();
  }

  private armTimer(): void {
    this.timer?.cancel();
    this.timer = this.context.timers.after(this.context.settings.timeoutMs, () => this.close('op timeout'));
  }

  private receive(chunk: Buffer): void {
    this.context.stats.bytesReceived += chunk.length;
    try {
      this.reader.read(chunk, (reply) => this.deliver(reply));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.close('protocol error', error.message);
    }
  }

  private deliver(reply: Buffer): void {
    if (!this.isOpen) return;
    const call = this.pending.shift();
    if (call === undefined) return this.close('extra reply', 'a reply came that no call waits for');
    this.timer?.cancel();
    if (this.pending.length > 0) this.armTimer();
    call.onReply(reply);
    // The gateway would give the next reply to the next caller, perhaps of another plugin. An end is easier to find.
    if (call.hasExtraReply) this.close('extra reply', 'a call held more than one command');
  }
}
