import { begin, Command, List } from "../open-command";

/** Any: what the script returns. An Error of the script's own, or of the server that runs it. */
export function evalScript<S, L extends List, A extends List>(source: S, keys: L, args: A): Command {
  return begin("EVAL").arg(source).counted(keys).each(args).end();
}

/** Any: what the script returns. An Error, NOSCRIPT, if the server does not know it: send `evalScript`. */
export function evalSha<S, L extends List, A extends List>(sha1: S, keys: L, args: A): Command {
  return begin("EVALSHA").arg(sha1).counted(keys).each(args).end();
}

/** Bulk: the SHA-1 to call the script by. An Error if it does not compile. */
export function scriptLoad<S>(source: S): Command {
  return begin("SCRIPT LOAD").arg(source).end();
}

/** Array: an Integer for each of `sha1s`, 1 if the server knows the script, else 0. */
export function scriptExists<L extends List>(sha1s: L): Command {
  return begin("SCRIPT EXISTS").all(sha1s).end();
}

/** Any: what the function returns. Redis 7.0. */
export function fcall<N, L extends List, A extends List>(name: N, keys: L, args: A): Command {
  return begin("FCALL").arg(name).counted(keys).each(args).end();
}
