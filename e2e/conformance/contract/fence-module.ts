import { assemble } from '../../../tests/wasm/host/probes/assemble.ts';
import { ORIGIN } from './vector.ts';

export const FENCE_HEADER = 'x-fence';
export const FENCE_PATH = '/fence';
export const FENCE_LINE = 'fence';

const REDIS = 'outbound|80||fence.static';
const PING = '*1\r\n$4\r\nPING\r\n';
const CALL_TIMEOUT_MS = 600_000;

/**
 * The plugin of the fence. Begun by one request, so on the worker alone, it asks the origin for ever; when the origin
 * lets it go on, it asks a Redis, says a line and asks the origin again.
 */
export function fenceModule(): Uint8Array {
  const headers = pairs([':method', 'GET'], [':path', FENCE_PATH], [':authority', 'fence']);
  const texts = [FENCE_HEADER, ORIGIN, REDIS, PING, headers, FENCE_LINE].map((text) => Buffer.from(text));
  const [header, origin, redis, ping, pairsAt, line] = placed(texts.map(({ length }) => length));
  const data = texts.map((bytes) => escaped(bytes)).join('');
  return assemble(`(module
    (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
    (import "env" "proxy_get_header_map_value" (func $header (param i32 i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_http_call" (func $http (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_redis_call" (func $redis (param i32 i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_send_local_response" (func $reply (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1) (data (i32.const 0) "${data}")
    (func (export "proxy_abi_version_0_2_100"))
    (func (export "malloc") (param i32) (result i32) (i32.const 4096))
    (func $succeed (param i32) (if (local.get 0) (then (unreachable))))
    (func $ask (call $succeed (call $http ${origin} ${pairsAt}
      (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const ${CALL_TIMEOUT_MS}) (i32.const 2048))))
    (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
      (if (call $header (i32.const 0) ${header} (i32.const 2048) (i32.const 2052)) (then (return (i32.const 0))))
      (call $ask)
      (call $succeed (call $reply (i32.const 204) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
        (i32.const 0) (i32.const 0) (i32.const -1)))
      (i32.const 1))
    (func (export "proxy_on_http_call_response") (param i32 i32 i32 i32 i32)
      (call $succeed (call $redis ${redis} ${ping} (i32.const 2048))))
    (func (export "proxy_on_redis_call_response") (param i32 i32 i32 i32)
      (drop (call $log (i32.const 2) ${line}))
      (call $ask)))`);
}

/** Where each lies, as the two arguments of a call. */
function placed(lengths: readonly number[]): string[] {
  let at = 0;
  return lengths.map((length) => {
    const place = `(i32.const ${at}) (i32.const ${length})`;
    at += length;
    return place;
  });
}

function escaped(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
}

/** The ABI's form of a header map. */
function pairs(...entries: readonly [string, string][]): string {
  const words = [entries.length, ...entries.flatMap(([name, value]) => [name.length, value.length])];
  const sizes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => sizes.writeUInt32LE(word, index * 4));
  return sizes.toString('latin1') + entries.map(([name, value]) => `${name}\0${value}\0`).join('');
}
