import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Wire } from './wire.ts';

/** What becomes of one piece of what one side says. False: the connection has been closed, and nothing follows. */
export type Relay = (piece: Buffer, wire: Wire) => Promise<boolean>;

/** Makes the relay of one direction of one connection, with counters of its own. */
export type MakeRelay = () => Relay;

/** Changes the bytes of one piece. */
export type Corruption = (piece: Buffer) => Buffer;

const COLON = 0x3a;
const PLUS = 0x2b;

export const CORRUPTIONS = {
  /** Bytes that start no RESP value. */
  garbage: (piece) => Buffer.alloc(piece.length, 0xff),
  /** A null of RESP3, which the gateway does not speak, in front of what comes. */
  resp3: (piece) => Buffer.concat([Buffer.from('_\r\n'), piece]),
  /** A length that a bulk string can't have. */
  hugeLength: () => Buffer.from('$99999999999999999999\r\n'),
  /** Every integer becomes a status: well-formed, and no answer to a script. */
  otherType: (piece) => Buffer.from(piece.map((byte) => (byte === COLON ? PLUS : byte))),
} satisfies Record<string, Corruption>;

export type CorruptionName = keyof typeof CORRUPTIONS;

export const unchanged: MakeRelay = () => async (piece, wire) => {
  await wire.send(piece);
  return true;
};

/** Each piece is held back for `ms` plus up to `jitterMs`; pieces overtake nothing. */
export function delayed(ms: number, jitterMs: number, random: () => number): MakeRelay {
  return () => async (piece, wire) => {
    // Not awaited: the next piece has its own time to wait, counted from its own arrival.
    void wire.send(piece, ms + random() * jitterMs);
    return true;
  };
}

/** `bytes` pass on each connection, then it is closed in the middle of whatever it was saying. */
export function cutAfter(bytes: number): MakeRelay {
  return () => {
    let left = bytes;
    return async (piece, wire) => {
      const part = piece.subarray(0, left);
      left -= part.length;
      await wire.send(part);
      if (left > 0) return true;
      await wire.end();
      return false;
    };
  };
}

/** Every byte is a write of its own, so that the reader needs as many reads as there are bytes. */
export const byteByByte: MakeRelay = () => async (piece, wire) => {
  for (const byte of piece) {
    await wire.send(Buffer.of(byte));
    await nextTurn();
  }
  return true;
};

export function corrupted(change: Corruption): MakeRelay {
  return () => async (piece, wire) => {
    await wire.send(change(piece));
    return true;
  };
}
