/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

/** The codec behind plain exports: bytes of a reply in, what was read out; typed commands made once or many times. */
import '../../../../assembly/host/abort';
import { parseFloatText } from '../../../../assembly/redis/float-text';
import { Reply, ReplyType } from '../../../../assembly/redis/reply';
import { ByteBuffer } from '../../../../assembly/text/byte-buffer';
import { bytesOf } from '../../../../assembly/text/bytes';
import { command } from '../../../../assembly/redis/open-command';
import { EXAMPLES } from '../../../unit/redis/commands/examples/all';

const ROOM = 1 << 20;

const reply = new Reply();
const out = new ByteBuffer();
out.reserve(ROOM);
const CONCATENATED: StaticArray<string> = ['GET', ''];

export function outAt(): usize {
  return out.at;
}

export function outSize(): i32 {
  return out.size;
}

/**
 * Reads the reply as its one value and leaves in `out`: `a2;` for the head of an array of two, `s3:abc` for a bulk or a
 * simple string, `e` for an error, `i-7;`, `n`. False if it is malformed or has more behind it.
 */
export function read(at: usize, size: i32): bool {
  out.clear();
  reply.open(at, size);
  for (let missing: i64 = 1; missing > 0; missing--) {
    const type = reply.next();
    if (type == ReplyType.Malformed) return false;
    if (type == ReplyType.Array) {
      missing += reply.length;
      number(0x61, reply.length);
    } else if (type == ReplyType.Integer) number(0x69, reply.integer);
    else if (type == ReplyType.Null) out.byte(0x6e);
    else text(type == ReplyType.Error ? 0x65 : 0x73);
  }
  return reply.isAtEnd;
}

function number(letter: u8, value: i64): void {
  out.byte(letter);
  out.signed(value);
  out.byte(0x3b);
}

function text(letter: u8): void {
  out.byte(letter);
  out.signed(reply.size);
  out.byte(0x3a);
  out.raw(reply.at, reply.size);
}

export function isWhole(at: usize, size: i32, maxNesting: i32): bool {
  reply.open(at, size);
  return reply.isWhole(maxNesting);
}

/** Reads one byte too many. */
export function lookBehind(at: usize, size: i32): u32 {
  return load<u8>(at + size);
}

export function floatOf(at: usize, size: i32): f64 {
  return parseFloatText(at, size);
}

export function examples(): i32 {
  return EXAMPLES.length;
}

/** Leaves the words that example `index` promises in `out`. */
export function promise(index: i32): void {
  out.clear();
  out.bytes(bytesOf(EXAMPLES[index].words));
}

/** Leaves the command of example `index` in `out`. */
export function make(index: i32): void {
  const made = EXAMPLES[index].make();
  out.clear();
  out.raw(made.at, made.size);
}

export function makeMany(index: i32, rounds: i32): void {
  const example = EXAMPLES[index];
  for (let i = 0; i < rounds; i++) example.make();
}

/** The same for a command that allocates its key each time, to see that this would be seen. */
export function makeManyWithManagedKeys(rounds: i32): void {
  for (let i = 0; i < rounds; i++) {
    CONCATENATED[1] = 'key:' + i.toString();
    command(CONCATENATED);
  }
}
