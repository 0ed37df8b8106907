import type { Socket } from 'node:net';
import type { Gate } from './gate.ts';
import { type MakeRelay, type Relay, unchanged } from './relays.ts';
import { Wire } from './wire.ts';

export type Direction = 'request' | 'reply';

/** What becomes of each direction; one that is not named passes unchanged. */
export type Fault = Partial<Record<Direction, MakeRelay>>;

/** Told how many bytes of requests or replies have come. */
export type Count = (direction: Direction, bytes: number) => void;

/** One connection through the proxy: a socket on each side and the fault between them. */
export class Link {
  readonly closed: Promise<void>;
  #relays: Record<Direction, Relay>;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    fault: Fault,
    private readonly gate: Gate,
    private readonly count: Count,
  ) {
    this.#relays = relaysOf(fault);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // A lost side ends the pump that reads it; there is nobody else to tell.
      socket.on('error', () => {});
    }
    const pumps = [this.#pump('request', client, server), this.#pump('reply', server, client)];
    this.closed = Promise.race(pumps).then(() => this.destroy());
  }

  change(fault: Fault): void {
    this.#relays = relaysOf(fault);
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

  async #pump(direction: Direction, from: Socket, to: Socket): Promise<void> {
    const wire = new Wire(to);
    for await (const piece of piecesOf(from)) {
      this.count(direction, piece.length);
      await this.gate.passed();
      if (!(await this.#relays[direction](piece, wire))) return;
    }
    await wire.end();
  }
}

function relaysOf({ request = unchanged, reply = unchanged }: Fault): Record<Direction, Relay> {
  return { request: request(), reply: reply() };
}

/** What a socket receives, up to its end, whichever way it ends. */
async function* piecesOf(socket: Socket): AsyncGenerator<Buffer> {
  try {
    yield* socket as AsyncIterable<Buffer>;
  } catch {
    // Reset or destroyed: an end like any other.
  }
}
