import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONNECTED, type RedisAnswer } from './vector.ts';

const PROLOGUE = /^(AUTH|SELECT) /;
const POLL_MS = 2;
/** Between the pieces of a reply, so that they are read one by one. */
const PIECE_PAUSE_MS = 10;

/** A Redis that says what a vector wants it to, and remembers what it was sent. */
export class RedisDouble {
  readonly received: string[] = [];
  reads = 0;
  /** Connections that the other side ended. */
  closed = 0;
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();
  /** Where a command waits for its answer. */
  #waiting: Socket[] = [];
  #answering = new AbortController();

  static async start(): Promise<RedisDouble> {
    const redis = new RedisDouble();
    redis.#server.listen(0, '127.0.0.1');
    await once(redis.#server, 'listening');
    return redis;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Forgets what came. */
  forget(): void {
    this.received.length = 0;
    this.reads = 0;
    this.closed = 0;
  }

  /** Answers no more: what still waits has lost its answer. */
  giveUp(): void {
    this.#waiting.length = 0;
    this.#answering.abort();
  }

  /** Answers the commands in their order, those that are still to come too, until it gives up or is told otherwise. */
  async answer(answers: readonly RedisAnswer[], paceMs = 0): Promise<void> {
    this.#answering.abort();
    const { signal } = (this.#answering = new AbortController());
    for (const answer of answers) {
      const { calls, writes } = asWrites(answer);
      while (this.#waiting.length < calls && !signal.aborted) await sleep(POLL_MS);
      if (paceMs > 0) await sleep(paceMs);
      if (signal.aborted) return;
      const socket = this.#waiting.splice(0, calls).at(-1);
      if (typeof answer === 'object' && 'close' in answer) {
        for (const each of answer.close === 'all' ? this.#sockets : [socket]) each?.destroy();
      }
      for (const [index, piece] of writes.entries()) {
        if (index > 0) await sleep(PIECE_PAUSE_MS);
        socket?.write(Buffer.from(piece, 'latin1'));
      }
    }
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    this.received.push(CONNECTED);
    socket.setNoDelay(true);
    socket.on('error', () => this.closed++);
    socket.on('end', () => this.closed++);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#waiting = this.#waiting.filter((each) => each !== socket);
    });
    let unread = '';
    socket.on('data', (data: Buffer) => {
      this.reads++;
      const { commands, rest } = readCommands(unread + data.toString('latin1'));
      unread = rest;
      for (const command of commands) {
        this.received.push(command);
        if (PROLOGUE.test(command)) socket.write('+OK\r\n');
        else this.#waiting.push(socket);
      }
    });
  }
}

function asWrites(answer: RedisAnswer): { calls: number; writes: readonly string[] } {
  if (typeof answer === 'string') return { calls: 1, writes: [answer] };
  return 'close' in answer ? { calls: answer.close === 'all' ? 0 : 1, writes: [] } : answer;
}

/** Whole commands, their words joined by spaces. */
function readCommands(text: string): { commands: string[]; rest: string } {
  const commands: string[] = [];
  let rest = text;
  for (;;) {
    const count = /^\*(\d+)\r\n/.exec(rest);
    if (count === null) return { commands, rest };
    let at = count[0].length;
    const words: string[] = [];
    for (let i = 0; i < Number(count[1]); i++) {
      const size = /^\$(\d+)\r\n/.exec(rest.slice(at));
      if (size === null) return { commands, rest };
      const start = at + size[0].length;
      at = start + Number(size[1]) + 2;
      if (at > rest.length) return { commands, rest };
      words.push(rest.slice(start, at - 2));
    }
    commands.push(words.join(' '));
    rest = rest.slice(at);
  }
}
