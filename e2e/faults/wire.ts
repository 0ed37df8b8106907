import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The way out to one side of a connection: what is sent keeps its order, however long each piece is held back. */
export class Wire {
  #sent: Promise<void> = Promise.resolve();

  constructor(readonly socket: Socket) {}

  /** Sends `bytes` after `holdMs` at the earliest. Resolves when they are in the kernel's hands or the socket is gone. */
  send(bytes: Buffer, holdMs = 0): Promise<void> {
    const held = holdMs > 0 ? sleep(holdMs) : Promise.resolve();
    this.#sent = Promise.all([this.#sent, held]).then(() => this.#write(bytes));
    return this.#sent;
  }

  /** Closes the connection behind everything that was sent. */
  end(): Promise<void> {
    this.#sent = this.#sent.then(() => {
      this.socket.end();
    });
    return this.#sent;
  }

  #write(bytes: Buffer): Promise<void> {
    if (this.socket.destroyed || bytes.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }
}
