/* eslint-disable @typescript-eslint/ban-ts-comment -- AssemblyScript: own number types */
// @ts-nocheck

import { ARGS, FIELD, KEY, KEYS, SHA1, VALUE } from './words';

/** The same commands as one writes them with strings: put together, then encoded. */
export const MANAGED_ENCODE: StaticArray<() => i32> = [
  () => encoded(['GET', KEY]),
  () => encoded(['SETEX', KEY, (60).toString(), VALUE]),
  () => encoded(['INCR', KEY]),
  () => encoded(['EXPIRE', KEY, (60).toString()]),
  () => encoded(['HSET', KEY, FIELD, VALUE]),
  () => encoded(['HGETALL', KEY]),
  () => encoded(['LPUSH', KEY, VALUE]),
  () => encoded(['ZADD', KEY, (1700000000).toString(), VALUE]),
  () => encoded(['EVALSHA', SHA1, (1).toString(), KEY, text(0), text(1), text(2), text(3)]),
  () => encoded(['MGET', KEYS[0], KEYS[1], KEYS[2], KEYS[3], KEYS[4]]),
];

function text(argument: i32): string {
  return ARGS[argument].toString();
}

function encoded(parts: string[]): i32 {
  let text = '*' + parts.length.toString() + '\r\n';
  for (let i = 0; i < parts.length; i++) {
    text += '$' + String.UTF8.byteLength(parts[i]).toString() + '\r\n' + parts[i] + '\r\n';
  }
  return String.UTF8.encode(text).byteLength;
}

/** Reads the same replies as strings: decoded, split into lines, numbers parsed. */
export const MANAGED_DECODE: StaticArray<(at: usize, size: i32) => i64> = [
  (at, size) => linesOf(at, size)[1].length,
  (at, size) => linesOf(at, size)[0].substring(1).length,
  integer,
  integer,
  integer,
  pairs,
  integer,
  integer,
  integers,
  bulks,
];

function linesOf(at: usize, size: i32): string[] {
  return String.UTF8.decodeUnsafe(at, size).split('\r\n');
}

function integer(at: usize, size: i32): i64 {
  return I64.parseInt(linesOf(at, size)[0].substring(1));
}

function integers(at: usize, size: i32): i64 {
  const lines = linesOf(at, size);
  const length = I32.parseInt(lines[0].substring(1));
  let sum: i64 = 0;
  for (let i = 1; i <= length; i++) sum += I64.parseInt(lines[i].substring(1));
  return sum;
}

function bulks(at: usize, size: i32): i64 {
  const lines = linesOf(at, size);
  const length = I32.parseInt(lines[0].substring(1));
  let sum: i64 = 0;
  for (let i = 0; i < length; i++) sum += lines[2 + 2 * i].length;
  return sum;
}

function pairs(at: usize, size: i32): i64 {
  const lines = linesOf(at, size);
  const length = I32.parseInt(lines[0].substring(1));
  let sum: i64 = 0;
  for (let i = 0; i < length; i += 2) {
    sum += lines[2 + 2 * i].length;
    sum += I64.parseInt(lines[4 + 2 * i]);
  }
  return sum;
}
