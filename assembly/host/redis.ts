import { addressOf, Bytes } from "../text/bytes";
import { proxy_redis_call, proxy_redis_init } from "./abi";
import { WasmResultValues } from "./enums";
import { RESULT } from "./result";

/**
 * Installs credentials, parameters and the operation timeout of a Redis cluster's client. `cluster` may carry
 * parameters behind `?`. No connection is opened, so wrong credentials show up only in replies. The client is shared
 * by every plugin of the worker and the last call wins. BadArgument: this worker does not know the cluster (yet).
 */
export function redisInit(
  cluster: Bytes,
  username: Bytes,
  password: Bytes,
  timeoutMs: u32,
): WasmResultValues {
  return proxy_redis_init(
    addressOf(cluster),
    cluster.byteLength,
    addressOf(username),
    username.byteLength,
    addressOf(password),
    password.byteLength,
    timeoutMs,
  );
}

/**
 * Sends exactly one complete RESP command. Ok: one callback with this `lastRedisToken` will follow. BadArgument:
 * unknown cluster; InternalFailure: no healthy endpoint.
 */
export function redisCall(cluster: Bytes, at: usize, size: i32): WasmResultValues {
  return proxy_redis_call(addressOf(cluster), cluster.byteLength, at, size, RESULT);
}

/** Token of the last accepted `redisCall`. */
// @ts-ignore: decorator
@inline
export function lastRedisToken(): u32 {
  return load<u32>(RESULT);
}
