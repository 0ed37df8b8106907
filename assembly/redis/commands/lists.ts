import { begin, Command, List } from "../open-command";

/** An end of a list, for `lmove`. */
export enum ListEnd {
  Left,
  Right,
}

/** Integer: the new length. The last of `values` ends up first. */
export function lpush<K, L extends List>(key: K, values: L): Command {
  return begin("LPUSH").arg(key).all(values).end();
}

/** Integer: the new length. */
export function rpush<K, L extends List>(key: K, values: L): Command {
  return begin("RPUSH").arg(key).all(values).end();
}

/** Bulk or Null: the first element, which is removed. */
export function lpop<K>(key: K): Command {
  return begin("LPOP").arg(key).end();
}

/** Bulk or Null: the last element, which is removed. */
export function rpop<K>(key: K): Command {
  return begin("RPOP").arg(key).end();
}

/** Integer: the length, 0 if there is no such key. */
export function llen<K>(key: K): Command {
  return begin("LLEN").arg(key).end();
}

/** Bulk or Null: the element at `index`; negative ones count from the end. */
export function lindex<K>(key: K, index: i32): Command {
  return begin("LINDEX").arg(key).arg(index).end();
}

/** Array: the elements from `start` to `stop`, both included; negative ones count from the end. */
export function lrange<K>(key: K, start: i32, stop: i32): Command {
  return begin("LRANGE").arg(key).arg(start).arg(stop).end();
}

/** Simple: OK. An Error if there is no such key or no such index. */
export function lset<K, V>(key: K, index: i32, value: V): Command {
  return begin("LSET").arg(key).arg(index).arg(value).end();
}

/** Simple: OK; only the elements from `start` to `stop` are left, both included. */
export function ltrim<K>(key: K, start: i32, stop: i32): Command {
  return begin("LTRIM").arg(key).arg(start).arg(stop).end();
}

/** Integer: how many were removed: the first `count` equal to `value`, all for 0, the last ones for a negative. */
export function lrem<K, V>(key: K, count: i32, value: V): Command {
  return begin("LREM").arg(key).arg(count).arg(value).end();
}

/** Integer: the new length, 0 if there is no such key, -1 if there is no `pivot`. */
export function linsertBefore<K, P, V>(key: K, pivot: P, value: V): Command {
  return begin("LINSERT").arg(key).arg("BEFORE").arg(pivot).arg(value).end();
}

/** Integer: the new length, 0 if there is no such key, -1 if there is no `pivot`. */
export function linsertAfter<K, P, V>(key: K, pivot: P, value: V): Command {
  return begin("LINSERT").arg(key).arg("AFTER").arg(pivot).arg(value).end();
}

/** Bulk or Null: the element that was moved from one list, or the same, to the other. */
export function lmove<S, D>(source: S, destination: D, from: ListEnd, to: ListEnd): Command {
  return begin("LMOVE").arg(source).arg(destination).arg(wordFor(from)).arg(wordFor(to)).end();
}

function wordFor(end: ListEnd): string {
  return end == ListEnd.Left ? "LEFT" : "RIGHT";
}
