/* eslint-disable @typescript-eslint/ban-ts-comment -- AssemblyScript: own number types */
// @ts-nocheck

import { hgetAll, hset } from '../../../assembly/redis/commands/hashes';
import { expire } from '../../../assembly/redis/commands/keys';
import { lpush } from '../../../assembly/redis/commands/lists';
import { evalSha } from '../../../assembly/redis/commands/scripting';
import { zadd } from '../../../assembly/redis/commands/sorted-sets';
import { get, incr, mget, setEx } from '../../../assembly/redis/commands/strings';
import { Reply } from '../../../assembly/redis/reply';
import { Span } from '../../../assembly/text/span';
import { ARGS, FIELD, KEY, KEYS, ONE_KEY, ONE_VALUE, SHA1, VALUE } from './words';

/** Encodes the command once; its size. In the order of `COMMANDS`. */
export const TYPED_ENCODE: StaticArray<() => i32> = [
  () => get(KEY).size,
  () => setEx(KEY, 60, VALUE).size,
  () => incr(KEY).size,
  () => expire(KEY, 60).size,
  () => hset(KEY, FIELD, VALUE).size,
  () => hgetAll(KEY).size,
  () => lpush(KEY, ONE_VALUE).size,
  () => zadd(KEY, 1700000000, VALUE).size,
  () => evalSha(SHA1, ONE_KEY, ARGS).size,
  () => mget(KEYS).size,
];

const reply = new Reply();
const span = new Span();

/** Reads the reply at the place once; a sum of what was in it, the same as that of the other way. */
export const TYPED_DECODE: StaticArray<(at: usize, size: i32) => i64> = [
  bulk,
  simple,
  integer,
  integer,
  integer,
  pairs,
  integer,
  integer,
  integers,
  bulks,
];

function simple(at: usize, size: i32): i64 {
  reply.open(at, size);
  return reply.nextBytes(span) ? span.size : -1;
}

function bulk(at: usize, size: i32): i64 {
  return simple(at, size);
}

function integer(at: usize, size: i32): i64 {
  reply.open(at, size);
  return reply.nextInteger() ? reply.integer : -1;
}

function integers(at: usize, size: i32): i64 {
  reply.open(at, size);
  let sum: i64 = 0;
  if (!reply.nextArray()) return -1;
  for (let left = reply.length; left > 0; left--) sum += reply.nextInteger() ? reply.integer : -1;
  return sum;
}

function bulks(at: usize, size: i32): i64 {
  reply.open(at, size);
  let sum: i64 = 0;
  if (!reply.nextArray()) return -1;
  for (let left = reply.length; left > 0; left--) sum += reply.nextBytes(span) ? span.size : -1;
  return sum;
}

function pairs(at: usize, size: i32): i64 {
  reply.open(at, size);
  let sum: i64 = 0;
  if (!reply.nextPairs()) return -1;
  for (let left = reply.length; left > 0; left--) {
    sum += reply.nextBytes(span) ? span.size : -1;
    sum += reply.nextInteger() ? reply.integer : -1;
  }
  return sum;
}
