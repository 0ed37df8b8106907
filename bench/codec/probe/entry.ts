/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

/** Both ways in one module: each export does one thing `times` times and returns what came of the last. */
import '../../../assembly/host/abort';
import { MANAGED_DECODE, MANAGED_ENCODE } from './managed';
import { TYPED_DECODE, TYPED_ENCODE } from './typed';

/** Operations between two collections of garbage, which belong to the price of managed objects. */
const COLLECT_EVERY: i32 = 256;

export function reserve(size: i32): usize {
  return heap.alloc(size);
}

export function encodeTyped(command: i32, times: i32): i32 {
  const encode = TYPED_ENCODE[command];
  let size = 0;
  for (let i = 0; i < times; i++) size = encode();
  return size;
}

export function encodeManaged(command: i32, times: i32): i32 {
  const encode = MANAGED_ENCODE[command];
  let size = 0;
  for (let i = 0; i < times; i++) {
    size = encode();
    if (i % COLLECT_EVERY == COLLECT_EVERY - 1) __collect();
  }
  return size;
}

export function decodeTyped(command: i32, times: i32, at: usize, size: i32): i64 {
  const decode = TYPED_DECODE[command];
  let sum: i64 = 0;
  for (let i = 0; i < times; i++) sum = decode(at, size);
  return sum;
}

export function decodeManaged(command: i32, times: i32, at: usize, size: i32): i64 {
  const decode = MANAGED_DECODE[command];
  let sum: i64 = 0;
  for (let i = 0; i < times; i++) {
    sum = decode(at, size);
    if (i % COLLECT_EVERY == COLLECT_EVERY - 1) __collect();
  }
  return sum;
}
