import { begin, Command, List } from "../open-command";

/** Bulk or Null: the value of `field`. */
export function hget<K, F>(key: K, field: F): Command {
  return begin("HGET").arg(key).arg(field).end();
}

/** Integer: 1 if `field` is new, 0 if it had a value. */
export function hset<K, F, V>(key: K, field: F, value: V): Command {
  return begin("HSET").arg(key).arg(field).arg(value).end();
}

/** Integer: how many fields are new. `pairs` is field, value, field, value and so on. */
export function hsetAll<K, L extends List>(key: K, pairs: L): Command {
  return begin("HSET").arg(key).all(pairs, 2).end();
}

/** Simple: OK. As `hsetAll`, which Redis prefers since 4.0. */
export function hmset<K, L extends List>(key: K, pairs: L): Command {
  return begin("HMSET").arg(key).all(pairs, 2).end();
}

/** Integer: 1, or 0 if `field` existed and kept its value. */
export function hsetNx<K, F, V>(key: K, field: F, value: V): Command {
  return begin("HSETNX").arg(key).arg(field).arg(value).end();
}

/** Array: a Bulk for each of `fields`, Null where there is none. */
export function hmget<K, L extends List>(key: K, fields: L): Command {
  return begin("HMGET").arg(key).all(fields).end();
}

/** Array: field, value, field, value and so on, for `Reply.nextPairs`; empty if there is no such key. */
export function hgetAll<K>(key: K): Command {
  return begin("HGETALL").arg(key).end();
}

/** Array: the names of all fields. */
export function hkeys<K>(key: K): Command {
  return begin("HKEYS").arg(key).end();
}

/** Array: the values of all fields. */
export function hvals<K>(key: K): Command {
  return begin("HVALS").arg(key).end();
}

/** Integer: 1 if `field` exists, else 0. */
export function hexists<K, F>(key: K, field: F): Command {
  return begin("HEXISTS").arg(key).arg(field).end();
}

/** Integer: how many of `fields` existed and were deleted. */
export function hdel<K, L extends List>(key: K, fields: L): Command {
  return begin("HDEL").arg(key).all(fields).end();
}

/** Integer: how many fields there are. */
export function hlen<K>(key: K): Command {
  return begin("HLEN").arg(key).end();
}

/** Integer: bytes of the value of `field`, 0 if there is none. */
export function hstrLen<K, F>(key: K, field: F): Command {
  return begin("HSTRLEN").arg(key).arg(field).end();
}

/** Integer: the new value. An Error if the value is no integer or would pass 64 bits. */
export function hincrBy<K, F>(key: K, field: F, amount: i64): Command {
  return begin("HINCRBY").arg(key).arg(field).arg(amount).end();
}

/** Bulk: the new value as text. An Error if the value is no number. */
export function hincrByFloat<K, F>(key: K, field: F, amount: f64): Command {
  return begin("HINCRBYFLOAT").arg(key).arg(field).arg(amount).end();
}

/** Array: the next cursor (a Bulk, `0` at the end) and an Array of field, value and so on; see `scan`. */
export function hscan<K, C, P>(key: K, cursor: C, pattern: P, count: i32): Command {
  return begin("HSCAN").arg(key).arg(cursor).arg("MATCH").arg(pattern).arg("COUNT").arg(count).end();
}
