import { begin, Command, List } from "../open-command";

/** Integer: how many of `members` are new. */
export function sadd<K, L extends List>(key: K, members: L): Command {
  return begin("SADD").arg(key).all(members).end();
}

/** Integer: how many of `members` were in the set and removed. */
export function srem<K, L extends List>(key: K, members: L): Command {
  return begin("SREM").arg(key).all(members).end();
}

/** Integer: how many members there are, 0 if there is no such key. */
export function scard<K>(key: K): Command {
  return begin("SCARD").arg(key).end();
}

/** Integer: 1 if `member` is in the set, else 0. */
export function sisMember<K, M>(key: K, member: M): Command {
  return begin("SISMEMBER").arg(key).arg(member).end();
}

/** Array: an Integer for each of `members`, 1 if it is in the set, else 0. */
export function smisMember<K, L extends List>(key: K, members: L): Command {
  return begin("SMISMEMBER").arg(key).all(members).end();
}

/** Array: all members. */
export function smembers<K>(key: K): Command {
  return begin("SMEMBERS").arg(key).end();
}

/** Bulk or Null: a random member, which is removed. */
export function spop<K>(key: K): Command {
  return begin("SPOP").arg(key).end();
}

/** Bulk or Null: a random member. */
export function srandMember<K>(key: K): Command {
  return begin("SRANDMEMBER").arg(key).end();
}

/** Array: the members of the first of `keys` that are in none of the others. */
export function sdiff<L extends List>(keys: L): Command {
  return begin("SDIFF").all(keys).end();
}

/** Integer: how many members `destination` has now: those of `sdiff`. */
export function sdiffStore<D, L extends List>(destination: D, keys: L): Command {
  return begin("SDIFFSTORE").arg(destination).all(keys).end();
}

/** Array: the members that are in all of `keys`. */
export function sinter<L extends List>(keys: L): Command {
  return begin("SINTER").all(keys).end();
}

/** Integer: how many members `destination` has now: those of `sinter`. */
export function sinterStore<D, L extends List>(destination: D, keys: L): Command {
  return begin("SINTERSTORE").arg(destination).all(keys).end();
}

/** Array: the members that are in any of `keys`. */
export function sunion<L extends List>(keys: L): Command {
  return begin("SUNION").all(keys).end();
}

/** Integer: how many members `destination` has now: those of `sunion`. */
export function sunionStore<D, L extends List>(destination: D, keys: L): Command {
  return begin("SUNIONSTORE").arg(destination).all(keys).end();
}

/** Array: the next cursor (a Bulk, `0` at the end) and an Array of members; see `scan`. */
export function sscan<K, C, P>(key: K, cursor: C, pattern: P, count: i32): Command {
  return begin("SSCAN").arg(key).arg(cursor).arg("MATCH").arg(pattern).arg("COUNT").arg(count).end();
}
