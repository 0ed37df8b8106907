import { Result } from './abi.ts';
import { HeaderMap } from './header-map.ts';
import { encodePairs } from './pairs.ts';
import type { Root } from './root.ts';
import type { Stream } from './stream.ts';
import type { Context } from './vm.ts';

/** Numbers travel as int64, Dates as nanoseconds, records as pairs, lists as pairs with empty values. */
export type PropertyValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | readonly string[]
  | { readonly [key: string]: string };

function serialise(value: PropertyValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  if (typeof value === 'number' || typeof value === 'bigint') return int64(BigInt(value));
  if (value instanceof Date) return int64(BigInt(value.getTime()) * 1_000_000n);
  if (Array.isArray(value))
    return encodePairs(HeaderMap.from(value.map((item: string) => [item, ''] as const)).entries);
  const entries = Object.entries(value as Record<string, string>);
  return encodePairs(entries.map(([name, text]) => ({ name: Buffer.from(name), value: Buffer.from(text) })));
}

function int64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return bytes;
}

/** @param path parts joined by NUL, one character a byte; returns the bytes or a WasmResult */
export function readProperty(path: string, context: Context): Uint8Array | number {
  if (path === '') return Result.SerializationFailure;
  const end = path.indexOf('\0');
  const first = end < 0 ? path : path.slice(0, end);
  const value = context.asStream
    ? streamAttribute(end < 0 ? path : path.replaceAll('\0', '.'), context.asStream)
    : undefined;
  if (value !== undefined) return serialise(value);
  const fixed = rootAttribute(first, context.root);
  if (fixed !== undefined) return serialise(fixed);
  // What set_property stored is one opaque value: deeper parts have nothing to step into.
  return (end < 0 ? context.asStream?.filterState.get(first) : undefined) ?? Result.NotFound;
}

function rootAttribute(name: string, root: Root): PropertyValue | undefined {
  if (name === 'plugin_root_id') return root.rootId;
  if (name === 'plugin_name') return root.pluginName;
  if (name === 'plugin_vm_id') return '';
  if (name === 'plugin_vm_memory') return root.vm.memory.size;
  if (name === 'listener_direction') return 2;
  return undefined;
}

function streamAttribute(path: string, stream: Stream): PropertyValue | undefined {
  if (path === 'route_name') stream.isRouteStale = false;
  // After a write to the request headers only route_name chooses the route again.
  if (path === 'cluster_name' && stream.isRouteStale) return undefined;
  const scripted = stream.properties.get(path);
  if (scripted !== undefined) return scripted;
  if (path.startsWith('request.')) return requestAttribute(path.slice(8), stream);
  if (path.startsWith('response.')) return responseAttribute(path.slice(9), stream);
  return undefined;
}

const headerOf: Record<string, string> = {
  path: ':path',
  host: ':authority',
  method: ':method',
  scheme: ':scheme',
  referer: 'referer',
  useragent: 'user-agent',
  id: 'x-request-id',
};

function requestAttribute(name: string, stream: Stream): PropertyValue | undefined {
  const map = stream.isLogPhase ? stream.request.arrived : stream.request.map;
  if (map === undefined) return undefined;
  const header = headerOf[name];
  if (header !== undefined) return map.get(header);
  const [path, query] = splitPath(map.get(':path') ?? '');
  if (name === 'url_path') return path;
  if (name === 'query') return query;
  return name.startsWith('headers.') ? joined(map, name.slice(8)) : undefined;
}

function responseAttribute(name: string, stream: Stream): PropertyValue | undefined {
  const { arrived, map } = stream.response;
  if (name === 'code') return arrived && Number(arrived.get(':status'));
  if (name === 'code_details') return stream.localReply?.details;
  const readable = stream.isLogPhase ? arrived : map;
  return readable && name.startsWith('headers.') ? joined(readable, name.slice(8)) : undefined;
}

function splitPath(target: string): [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

function joined(map: HeaderMap, name: string): string | undefined {
  const values = map.getAll(name);
  return values.length === 0 ? undefined : values.join(',');
}

/** Keys the gateway acts on; every value is stored as well, but for span tags. */
export function writeProperty(path: string, value: Uint8Array, context: Context): number {
  const { asStream: stream } = context;
  if (stream === undefined) return Result.NotFound;
  if (path.startsWith('trace_span_tag.')) return Result.Ok;
  stream.filterState.set(path, value);
  if (path === 'set_decoder_buffer_limit' || path === 'set_encoder_buffer_limit') {
    const text = Buffer.from(value).toString('latin1');
    if (/^\d+$/.test(text)) stream.bufferLimit = Number(text);
  }
  return Result.Ok;
}

/** Whether a write to the request headers makes the gateway choose the route again. */
export function noteRequestWrite(stream: Stream): void {
  const setting = stream.filterState.get('clear_route_cache');
  if (setting !== undefined && Buffer.from(setting).toString('latin1') === 'off') return;
  stream.routeCacheClears++;
  stream.isRouteStale = true;
}
