import type { Socket } from 'node:net';
import type { Gate } from './gate.ts';
import type { Relay, ReplyFault } from './reply-faults.ts';
import { Wire } from './wire.ts';

/** Told how many bytes of requests or replies have come. */
export type Count = (direction: 'request' | 'reply', bytes: number) => void;

/** One connection through the proxy: a socket on each side and the fault between them. */
export class Link {
  readonly closed: Promise<void>;
  #relay: Relay;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    fault: ReplyFault,
    private readonly gate: Gate,
    private readonly count: Count,
  ) {
    this.#relay = fault();
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // A lost side ends the pump that reads it; there is nobody else to tell.
      socket.on('error', () => {});
    }
    const pumps = [this.#pumpRequests(), this.#pumpReplies()];
    this.closed = Promise.race(pumps).then(() => this.destroy());
  }

  change(fault: ReplyFault): void {
    this.#relay = fault();
  }

  /** Ends both sides at once, what is on its way included. */
  destroy(): void {
    this.client.destroy();
    this.server.destroy();
  }

  /** Ends the client's side with a reset, as a crashed peer does. */
  reset(): void {
    this.client.resetAndDestroy();
    this.server.destroy();
  }

  async #pumpRequests(): Promise<void> {
    const wire = new Wire(this.server);
    for await (const piece of piecesOf(this.client)) {
      this.count('request', piece.length);
      await this.gate.passed();
      await wire.send(piece);
    }
    await wire.end();
  }

  async #pumpReplies(): Promise<void> {
    const wire = new Wire(this.client);
    for await (const piece of piecesOf(this.server)) {
      this.count('reply', piece.length);
      await this.gate.passed();
      if (!(await this.#relay(piece, wire))) return;
    }
    await wire.end();
  }
}

/** What a socket receives, up to its end, whichever way it ends. */
async function* piecesOf(socket: Socket): AsyncGenerator<Buffer> {
  try {
    yield* socket as AsyncIterable<Buffer>;
  } catch {
    // Reset or destroyed: an end like any other.
  }
}
