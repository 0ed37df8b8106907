import { begin, Command, List } from "../open-command";

/** Integer: how many of `keys` existed and were deleted. Large values hold the server up, see `unlink`. */
export function del<L extends List>(keys: L): Command {
  return begin("DEL").all(keys).end();
}

/** Integer: how many of `keys` existed and were deleted. Their memory is freed in the background. */
export function unlink<L extends List>(keys: L): Command {
  return begin("UNLINK").all(keys).end();
}

/** Integer: how many of `keys` exist; a key named twice counts twice. */
export function exists<L extends List>(keys: L): Command {
  return begin("EXISTS").all(keys).end();
}

/** Integer: how many of `keys` exist; the server notes that they were used. */
export function touch<L extends List>(keys: L): Command {
  return begin("TOUCH").all(keys).end();
}

/** Integer: 1, or 0 if there is no such key. It is deleted at once if `seconds` is not above 0. */
export function expire<K>(key: K, seconds: i64): Command {
  return begin("EXPIRE").arg(key).arg(seconds).end();
}

/** Integer: 1, or 0 if there is no such key. It is deleted at once if `ms` is not above 0. */
export function pexpire<K>(key: K, ms: i64): Command {
  return begin("PEXPIRE").arg(key).arg(ms).end();
}

/** Integer: 1, or 0 if there is no such key. `unixSeconds` is the time on the server's clock. */
export function expireAt<K>(key: K, unixSeconds: i64): Command {
  return begin("EXPIREAT").arg(key).arg(unixSeconds).end();
}

/** Integer: 1, or 0 if there is no such key or it does not expire anyway. */
export function persist<K>(key: K): Command {
  return begin("PERSIST").arg(key).end();
}

/** Integer: seconds left; -1 if the key does not expire, -2 if there is none. */
export function ttl<K>(key: K): Command {
  return begin("TTL").arg(key).end();
}

/** Integer: milliseconds left; -1 if the key does not expire, -2 if there is none. */
export function pttl<K>(key: K): Command {
  return begin("PTTL").arg(key).end();
}

/** Simple: `string`, `hash`, `list`, `set`, `zset`, `stream`, or `none` if there is no such key. */
export function keyType<K>(key: K): Command {
  return begin("TYPE").arg(key).end();
}

/** Simple: OK; what `to` held is lost. An Error if there is no `from`. */
export function rename<K, T>(from: K, to: T): Command {
  return begin("RENAME").arg(from).arg(to).end();
}

/**
 * Array: the next cursor (a Bulk, `0` at the end) and an Array of keys that match `pattern` (`*` for all). Begin with
 * cursor 0. A key may come twice, and a page may be empty; `count` is how many keys the server looks at.
 */
export function scan<C, P>(cursor: C, pattern: P, count: i32): Command {
  return begin("SCAN").arg(cursor).arg("MATCH").arg(pattern).arg("COUNT").arg(count).end();
}
