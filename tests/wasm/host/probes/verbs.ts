/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck
import * as env from './env';
import { Statement } from './script';

const out: usize = memory.data(24, 8);
const untouched: u32 = 0xdeadbeef;

function at(bytes: ArrayBuffer): usize {
  return changetype<usize>(bytes);
}

/** What the host put behind the out pointers; the probe owns the buffer and lets it go. */
function given(result: i32): string {
  if (result != 0) return load<u32>(out) == untouched ? '' : ' (out pointers written)';
  const address = load<usize>(out);
  const length = load<u32>(out, 4);
  if (address == 0) return length == 0 ? ' empty' : ' null with a length';
  const text = ' ' + shown(address, length);
  __unpin(address);
  return text;
}

function shown(address: usize, length: u32): string {
  let text = '';
  for (let i: u32 = 0; i < length; i++) {
    const byte = load<u8>(address + i);
    if (byte > 0x20 && byte < 0x7f && byte != 0x25) text += String.fromCharCode(byte);
    else text += '%' + (byte < 16 ? '0' : '') + (<u32>byte).toString(16);
  }
  return text;
}

function path(statement: Statement): ArrayBuffer {
  const bytes = statement.bytes(0);
  const view = Uint8Array.wrap(bytes);
  for (let i = 0; i < view.length; i++) if (view[i] == 0x2e) view[i] = 0;
  return bytes;
}

function command(statement: Statement): ArrayBuffer {
  let text = '*' + (statement.words.length - 1).toString() + '\r\n';
  for (let i = 1; i < statement.words.length; i++) {
    const length = statement.bytes(i).byteLength;
    text += '$' + length.toString() + '\r\n' + String.UTF8.decode(statement.bytes(i)) + '\r\n';
  }
  return String.UTF8.encode(text);
}

/** Words `name=value` as the pairs buffer of the ABI. */
function pairs(statement: Statement, from: i32): ArrayBuffer {
  const count = max(0, statement.words.length - from);
  const names: ArrayBuffer[] = [];
  const values: ArrayBuffer[] = [];
  let size = 4;
  for (let i = from; i < statement.words.length; i++) {
    const halves = statement.words[i].split('=');
    const pair = new Statement('', '', halves);
    names.push(pair.bytes(0));
    values.push(pair.bytes(1));
    size += 10 + pair.bytes(0).byteLength + pair.bytes(1).byteLength;
  }
  const buffer = new ArrayBuffer(count == 0 ? 0 : size);
  if (count == 0) return buffer;
  store<u32>(at(buffer), count);
  let data = at(buffer) + 4 + 8 * count;
  for (let i = 0; i < count; i++) {
    store<u32>(at(buffer) + 4 + 8 * i, names[i].byteLength);
    store<u32>(at(buffer) + 8 + 8 * i, values[i].byteLength);
    memory.copy(data, at(names[i]), names[i].byteLength);
    data += names[i].byteLength + 1;
    memory.copy(data, at(values[i]), values[i].byteLength);
    data += values[i].byteLength + 1;
  }
  return buffer;
}

export function log(text: string): void {
  const bytes = String.UTF8.encode(text);
  env.proxy_log(2, at(bytes), bytes.byteLength);
}

/** What a probe beyond this file can do; null for a verb it doesn't know. */
let further: (statement: Statement) => string | null = () => null;

export function extend(verbs: (statement: Statement) => string | null): void {
  further = verbs;
}

/** Does one statement and says `result value`; an empty string for a verb nobody knows. */
export function perform(s: Statement): string {
  store<u32>(out, untouched);
  store<u32>(out, untouched, 4);
  const told = headers(s) || buffers(s) || streams(s) || shared(s) || callouts(s) || others(s) || further(s);
  return told == null ? '' : told;
}

function headers(s: Statement): string | null {
  const name = s.bytes(1);
  const value = s.bytes(2);
  const type = s.number(0);
  if (s.verb == 'header') {
    const result = env.proxy_get_header_map_value(type, at(name), name.byteLength, out, out + 4);
    return result.toString() + given(result);
  }
  if (s.verb == 'add') {
    return env
      .proxy_add_header_map_value(type, at(name), name.byteLength, at(value), value.byteLength)
      .toString();
  }
  if (s.verb == 'set') {
    return env
      .proxy_replace_header_map_value(type, at(name), name.byteLength, at(value), value.byteLength)
      .toString();
  }
  if (s.verb == 'remove') {
    return env.proxy_remove_header_map_value(type, at(name), name.byteLength).toString();
  }
  if (s.verb == 'pairs') {
    const result = env.proxy_get_header_map_pairs(type, out, out + 4);
    return result.toString() + given(result);
  }
  if (s.verb == 'set-pairs') {
    const buffer = pairs(s, 1);
    return env.proxy_set_header_map_pairs(type, at(buffer), buffer.byteLength).toString();
  }
  if (s.verb == 'set-pairs-raw') {
    return env.proxy_set_header_map_pairs(type, at(name), name.byteLength).toString();
  }
  if (s.verb == 'size') {
    const result = env.proxy_get_header_map_size(type, out);
    return result.toString() + (result == 0 ? ' ' + load<u32>(out).toString() : '');
  }
  return null;
}

function buffers(s: Statement): string | null {
  if (s.verb == 'buffer') {
    const result = env.proxy_get_buffer_bytes(s.number(0), s.number(1), s.number(2, -1), out, out + 4);
    return result.toString() + given(result);
  }
  if (s.verb == 'buffer-status') {
    const result = env.proxy_get_buffer_status(s.number(0), out, out + 4);
    return result.toString() + (result == 0 ? ' ' + load<u32>(out).toString() : '');
  }
  if (s.verb == 'set-buffer') {
    const data = s.bytes(3);
    return env
      .proxy_set_buffer_bytes(s.number(0), s.number(1), s.number(2), at(data), data.byteLength)
      .toString();
  }
  return null;
}

function streams(s: Statement): string | null {
  if (s.verb == 'reply') {
    const details = s.bytes(1);
    const body = s.bytes(2);
    const added = pairs(s, 3);
    return env
      .proxy_send_local_response(
        s.number(0),
        at(details),
        details.byteLength,
        at(body),
        body.byteLength,
        at(added),
        added.byteLength,
        -1,
      )
      .toString();
  }
  if (s.verb == 'continue') return env.proxy_continue_stream(s.number(0)).toString();
  if (s.verb == 'close') return env.proxy_close_stream(s.number(0)).toString();
  if (s.verb == 'effective') return env.proxy_set_effective_context(s.number(0)).toString();
  if (s.verb == 'done') return env.proxy_done().toString();
  return null;
}

function shared(s: Statement): string | null {
  const key = s.bytes(0);
  const value = s.bytes(1);
  if (s.verb == 'shared') {
    const result = env.proxy_get_shared_data(at(key), key.byteLength, out, out + 4, out + 8);
    return result.toString() + given(result) + (result == 0 ? ' cas ' + load<u32>(out, 8).toString() : '');
  }
  if (s.verb == 'set-shared') {
    return env
      .proxy_set_shared_data(at(key), key.byteLength, at(value), value.byteLength, s.number(2))
      .toString();
  }
  if (s.verb == 'queue') {
    const result = env.proxy_register_shared_queue(at(key), key.byteLength, out);
    return result.toString() + ' ' + load<u32>(out).toString();
  }
  if (s.verb == 'enqueue') {
    return env.proxy_enqueue_shared_queue(s.number(0), at(value), value.byteLength).toString();
  }
  if (s.verb == 'dequeue') {
    const result = env.proxy_dequeue_shared_queue(s.number(0), out, out + 4);
    return result.toString() + given(result);
  }
  if (s.verb == 'metric') {
    const result = env.proxy_define_metric(s.number(0), at(value), value.byteLength, out);
    return result.toString() + ' ' + load<u32>(out).toString();
  }
  if (s.verb == 'increment') return env.proxy_increment_metric(s.number(0), s.number(1)).toString();
  if (s.verb == 'record') return env.proxy_record_metric(s.number(0), s.number(1)).toString();
  if (s.verb == 'read-metric') {
    const result = env.proxy_get_metric(s.number(0), out);
    return result.toString() + (result == 0 ? ' ' + load<u64>(out).toString() : '');
  }
  return null;
}

function callouts(s: Statement): string | null {
  const cluster = s.bytes(0);
  const user = s.bytes(1);
  const password = s.bytes(2);
  if (s.verb == 'redis-init') {
    return env
      .proxy_redis_init(
        at(cluster),
        cluster.byteLength,
        at(user),
        user.byteLength,
        at(password),
        password.byteLength,
        s.number(3, 1000),
      )
      .toString();
  }
  if (s.verb == 'redis' || s.verb == 'redis-raw') {
    const query = s.verb == 'redis' ? command(s) : user;
    const result = env.proxy_redis_call(at(cluster), cluster.byteLength, at(query), query.byteLength, out);
    return result.toString() + ' ' + load<u32>(out).toString();
  }
  if (s.verb == 'http') {
    const headers = pairs(s, 1);
    const length = headers.byteLength;
    const result = env.proxy_http_call(
      at(cluster),
      cluster.byteLength,
      at(headers),
      length,
      0,
      0,
      0,
      0,
      500,
      out,
    );
    return result.toString() + ' ' + load<u32>(out).toString();
  }
  return null;
}

function others(s: Statement): string | null {
  if (s.verb == 'property') {
    const key = path(s);
    const result = env.proxy_get_property(at(key), key.byteLength, out, out + 4);
    return result.toString() + given(result);
  }
  if (s.verb == 'set-property') {
    const key = s.bytes(0);
    const value = s.bytes(1);
    return env.proxy_set_property(at(key), key.byteLength, at(value), value.byteLength).toString();
  }
  if (s.verb == 'log') {
    const text = s.bytes(1);
    return env.proxy_log(s.number(0), at(text), text.byteLength).toString();
  }
  if (s.verb == 'log-beyond-memory') return env.proxy_log(2, memory.size() * 65536 - 1, 2).toString();
  if (s.verb == 'log-level') return env.proxy_get_log_level(out).toString() + ' ' + load<u32>(out).toString();
  if (s.verb == 'time') {
    return env.proxy_get_current_time_nanoseconds(out).toString() + ' ' + load<u64>(out).toString();
  }
  if (s.verb == 'status') {
    const result = env.proxy_get_status(out + 8, out, out + 4);
    return result.toString() + ' ' + load<u32>(out, 8).toString() + given(result);
  }
  if (s.verb == 'every') return env.proxy_set_tick_period_milliseconds(s.number(0)).toString();
  if (s.verb == 'foreign') {
    const name = s.bytes(0);
    const args = s.bytes(1);
    const result = env.proxy_call_foreign_function(
      at(name),
      name.byteLength,
      at(args),
      args.byteLength,
      out,
      out + 4,
    );
    return result.toString() + given(result);
  }
  return null;
}
