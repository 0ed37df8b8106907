import { begin, Command, List } from "../open-command";
import { Expiry, putExpiry } from "./expiry";

/** Bits; without any, `setWith` always sets. */
export enum SetFlag {
  None = 0,
  /** NX: only if there is no such key. */
  IfNew = 1,
  /** XX: only if the key exists. */
  IfPresent = 2,
  /** GET: answers the value from before. */
  ReturnOld = 4,
}

/** Bulk or Null: the value, Null if there is no such key. */
export function get<K>(key: K): Command {
  return begin("GET").arg(key).end();
}

/** Simple: OK. A time to live is lost, see `setWith`. */
export function set<K, V>(key: K, value: V): Command {
  return begin("SET").arg(key).arg(value).end();
}

/**
 * Simple, Bulk or Null: OK, or Null if a condition of `flags` did not hold; with `ReturnOld` the value from before, or
 * Null. `time` is for those of `expiry` that have one. `IfNew` with `ReturnOld` needs Redis 7.0.
 */
export function setWith<K, V>(
  key: K,
  value: V,
  expiry: Expiry,
  time: i64 = 0,
  flags: SetFlag = SetFlag.None,
): Command {
  const command = putExpiry(begin("SET").arg(key).arg(value), expiry, time);
  if (flags & SetFlag.IfNew) command.arg("NX");
  if (flags & SetFlag.IfPresent) command.arg("XX");
  if (flags & SetFlag.ReturnOld) command.arg("GET");
  return command.end();
}

/** Simple: OK. An Error unless `seconds` is above 0. */
export function setEx<K, V>(key: K, seconds: i64, value: V): Command {
  return begin("SETEX").arg(key).arg(seconds).arg(value).end();
}

/** Integer: 1, or 0 if the key existed and kept its value. */
export function setNx<K, V>(key: K, value: V): Command {
  return begin("SETNX").arg(key).arg(value).end();
}

/** Bulk or Null: the value, and the key is deleted. */
export function getDel<K>(key: K): Command {
  return begin("GETDEL").arg(key).end();
}

/** Bulk or Null: the value, and its time to live is changed as `expiry` says. */
export function getEx<K>(key: K, expiry: Expiry, time: i64 = 0): Command {
  return putExpiry(begin("GETEX").arg(key), expiry, time).end();
}

/** Array: a Bulk for each of `keys`, Null where there is no string. */
export function mget<L extends List>(keys: L): Command {
  return begin("MGET").all(keys).end();
}

/** Simple: OK. `pairs` is key, value, key, value and so on. */
export function mset<L extends List>(pairs: L): Command {
  return begin("MSET").all(pairs, 2).end();
}

/** Integer: the new value. An Error if the value is no integer or would pass 64 bits. */
export function incr<K>(key: K): Command {
  return begin("INCR").arg(key).end();
}

/** Integer: the new value. An Error if the value is no integer or would pass 64 bits. */
export function decr<K>(key: K): Command {
  return begin("DECR").arg(key).end();
}

/** Integer: the new value. An Error if the value is no integer or would pass 64 bits. */
export function incrBy<K>(key: K, amount: i64): Command {
  return begin("INCRBY").arg(key).arg(amount).end();
}

/** Integer: the new value. An Error if the value is no integer or would pass 64 bits. */
export function decrBy<K>(key: K, amount: i64): Command {
  return begin("DECRBY").arg(key).arg(amount).end();
}

/** Bulk: the new value as text. An Error if the value is no number. */
export function incrByFloat<K>(key: K, amount: f64): Command {
  return begin("INCRBYFLOAT").arg(key).arg(amount).end();
}

/** Integer: bytes of the new value. */
export function append<K, V>(key: K, value: V): Command {
  return begin("APPEND").arg(key).arg(value).end();
}

/** Integer: bytes of the value, 0 if there is no such key. */
export function strLen<K>(key: K): Command {
  return begin("STRLEN").arg(key).end();
}

/** Bulk: the bytes from `start` to `stop`, both included; negative ones count from the end. */
export function getRange<K>(key: K, start: i32, stop: i32): Command {
  return begin("GETRANGE").arg(key).arg(start).arg(stop).end();
}
