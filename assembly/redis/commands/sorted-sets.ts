import { begin, Command, List } from "../open-command";

/** Bits; without any, `zaddWith` adds and updates. */
export enum ZaddFlag {
  None = 0,
  /** NX: only members that are new. */
  IfNew = 1,
  /** XX: only members that are in the set. */
  IfPresent = 2,
  /** GT: a member keeps its score unless the new one is greater. */
  IfGreater = 4,
  /** LT: a member keeps its score unless the new one is less. */
  IfLess = 8,
  /** CH: the reply counts changed members, too. */
  CountChanged = 16,
}

/** Integer: 1 if `member` is new, else 0. `score` is a number or its text, as `+inf`. */
export function zadd<K, S, M>(key: K, score: S, member: M): Command {
  return begin("ZADD").arg(key).arg(score).arg(member).end();
}

/** Integer: how many members are new. `pairs` is score, member, score, member and so on. */
export function zaddAll<K, L extends List>(key: K, pairs: L): Command {
  return begin("ZADD").arg(key).all(pairs, 2).end();
}

/** Integer: 1 if `member` is new, with `CountChanged` also if its score changed; else 0. */
export function zaddWith<K, S, M>(key: K, flags: ZaddFlag, score: S, member: M): Command {
  const command = begin("ZADD").arg(key);
  if (flags & ZaddFlag.IfNew) command.arg("NX");
  if (flags & ZaddFlag.IfPresent) command.arg("XX");
  if (flags & ZaddFlag.IfGreater) command.arg("GT");
  if (flags & ZaddFlag.IfLess) command.arg("LT");
  if (flags & ZaddFlag.CountChanged) command.arg("CH");
  return command.arg(score).arg(member).end();
}

/** Bulk: the new score as text, for `Reply.nextFloat`. */
export function zincrBy<K, S, M>(key: K, amount: S, member: M): Command {
  return begin("ZINCRBY").arg(key).arg(amount).arg(member).end();
}

/** Integer: how many of `members` were in the set and removed. */
export function zrem<K, L extends List>(key: K, members: L): Command {
  return begin("ZREM").arg(key).all(members).end();
}

/** Integer: how many members there are, 0 if there is no such key. */
export function zcard<K>(key: K): Command {
  return begin("ZCARD").arg(key).end();
}

/** Integer: how many scores lie from `min` to `max`: a number, `-inf`, `+inf` or `exclusive(…)`. */
export function zcount<K, A, B>(key: K, min: A, max: B): Command {
  return begin("ZCOUNT").arg(key).arg(min).arg(max).end();
}

/** Bulk or Null: the score as text, for `Reply.nextFloat`. */
export function zscore<K, M>(key: K, member: M): Command {
  return begin("ZSCORE").arg(key).arg(member).end();
}

/** Array: the score of each of `members` as Bulk, Null where there is none. */
export function zmscore<K, L extends List>(key: K, members: L): Command {
  return begin("ZMSCORE").arg(key).all(members).end();
}

/** Integer or Null: how many members have a lower score; Null if `member` is not in the set. */
export function zrank<K, M>(key: K, member: M): Command {
  return begin("ZRANK").arg(key).arg(member).end();
}

/** Integer or Null: how many members have a higher score; Null if `member` is not in the set. */
export function zrevRank<K, M>(key: K, member: M): Command {
  return begin("ZREVRANK").arg(key).arg(member).end();
}

/** Array: the members of rank `start` to `stop`, both included; negative ones count from the end. */
export function zrange<K>(key: K, start: i32, stop: i32): Command {
  return begin("ZRANGE").arg(key).arg(start).arg(stop).end();
}

/** Array: member, score, member, score and so on, of rank `start` to `stop`, for `Reply.nextPairs`. */
export function zrangeWithScores<K>(key: K, start: i32, stop: i32): Command {
  return begin("ZRANGE").arg(key).arg(start).arg(stop).arg("WITHSCORES").end();
}

/** Array: the members of rank `start` to `stop`, the highest score first. */
export function zrevRange<K>(key: K, start: i32, stop: i32): Command {
  return begin("ZREVRANGE").arg(key).arg(start).arg(stop).end();
}

/** Array: `count` members from the one at `offset` whose scores lie from `min` to `max`, as in `zcount`; all for -1. */
export function zrangeByScore<K, A, B>(key: K, min: A, max: B, offset: i32 = 0, count: i32 = -1): Command {
  const command = begin("ZRANGE").arg(key).arg(min).arg(max).arg("BYSCORE");
  return command.arg("LIMIT").arg(offset).arg(count).end();
}

/** Integer: how many members of rank `start` to `stop` were removed. */
export function zremRangeByRank<K>(key: K, start: i32, stop: i32): Command {
  return begin("ZREMRANGEBYRANK").arg(key).arg(start).arg(stop).end();
}

/** Integer: how many members whose scores lie from `min` to `max` were removed. */
export function zremRangeByScore<K, A, B>(key: K, min: A, max: B): Command {
  return begin("ZREMRANGEBYSCORE").arg(key).arg(min).arg(max).end();
}

/** Array: member, score and so on of the `count` lowest scores, which are removed. */
export function zpopMin<K>(key: K, count: i32 = 1): Command {
  return begin("ZPOPMIN").arg(key).arg(count).end();
}

/** Array: member, score and so on of the `count` highest scores, which are removed. */
export function zpopMax<K>(key: K, count: i32 = 1): Command {
  return begin("ZPOPMAX").arg(key).arg(count).end();
}

/** Array: the next cursor (a Bulk, `0` at the end) and an Array of member, score and so on; see `scan`. */
export function zscan<K, C, P>(key: K, cursor: C, pattern: P, count: i32): Command {
  return begin("ZSCAN").arg(key).arg(cursor).arg("MATCH").arg(pattern).arg("COUNT").arg(count).end();
}
