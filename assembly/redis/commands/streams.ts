import { begin, Command, List, OpenCommand } from "../open-command";

/** Bulk: the id of the new entry; `id` is `*` for the next one. `pairs` is field, value, field, value and so on. */
export function xadd<K, I, L extends List>(key: K, id: I, pairs: L): Command {
  return begin("XADD").arg(key).arg(id).all(pairs, 2).end();
}

/** Bulk: the id of the new entry, as `xadd`; of the older ones about `maxLength` are kept (`MAXLEN ~`). */
export function xaddCapped<K, I, L extends List>(key: K, maxLength: i64, id: I, pairs: L): Command {
  return begin("XADD").arg(key).arg("MAXLEN").arg("~").arg(maxLength).arg(id).all(pairs, 2).end();
}

/** Integer: how many entries there are, 0 if there is no such key. */
export function xlen<K>(key: K): Command {
  return begin("XLEN").arg(key).end();
}

/** Array: at most `count` entries from id `start` (`-`: the first) to `stop` (`+`: the last), each an id and its pairs. */
export function xrange<K, A, B>(key: K, start: A, stop: B, count: i32): Command {
  return begin("XRANGE").arg(key).arg(start).arg(stop).arg("COUNT").arg(count).end();
}

/** Array: the same from the newest on; here `start` is the later id. */
export function xrevRange<K, A, B>(key: K, start: A, stop: B, count: i32): Command {
  return begin("XREVRANGE").arg(key).arg(start).arg(stop).arg("COUNT").arg(count).end();
}

/**
 * Array or Null: for each of `keys` that has any, its name and at most `count` entries behind the id at the same place
 * of `ids`; Null if none has. Never waits.
 */
export function xread<L extends List, I extends List>(keys: L, ids: I, count: i32): Command {
  return putStreams(begin("XREAD").arg("COUNT").arg(count), keys, ids).end();
}

/** Array or Null: as `xread`, for a consumer of a group; the id `>` asks for what nobody has got yet. Never waits. */
export function xreadGroup<G, C, L extends List, I extends List>(
  group: G,
  consumer: C,
  keys: L,
  ids: I,
  count: i32,
): Command {
  const command = begin("XREADGROUP").arg("GROUP").arg(group).arg(consumer).arg("COUNT").arg(count);
  return putStreams(command, keys, ids).end();
}

/** Simple: OK. The group gets what comes after `id` (`$`: from now on); a missing stream is made. An Error, BUSYGROUP, if it exists. */
export function xgroupCreate<K, G, I>(key: K, group: G, id: I): Command {
  return begin("XGROUP CREATE").arg(key).arg(group).arg(id).arg("MKSTREAM").end();
}

/** Integer: how many of the entries `ids` were pending and are acknowledged. */
export function xack<K, G, L extends List>(key: K, group: G, ids: L): Command {
  return begin("XACK").arg(key).arg(group).all(ids).end();
}

/** Integer: how many of the entries `ids` existed and were deleted. */
export function xdel<K, L extends List>(key: K, ids: L): Command {
  return begin("XDEL").arg(key).all(ids).end();
}

/** Integer: how many entries were dropped to keep about `maxLength` (`MAXLEN ~`). */
export function xtrim<K>(key: K, maxLength: i64): Command {
  return begin("XTRIM").arg(key).arg("MAXLEN").arg("~").arg(maxLength).end();
}

/** The server pairs keys with ids by their place, so that lists of different length would be read wrongly. */
function putStreams<L extends List, I extends List>(command: OpenCommand, keys: L, ids: I): OpenCommand {
  if (keys.length != ids.length) command.refuse();
  return command.arg("STREAMS").all(keys).all(ids);
}
