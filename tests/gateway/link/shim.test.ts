import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decodeInit } from '../../../gateway/redis/protocol.ts';
import { decodePairs, FakeEnvoy } from './fake-envoy.ts';
import { LINK_TIMEOUT_MS, linkGuest } from './linked-guest.ts';

const ENOUGH_HEADERS = 13;
const OUT = 60000;
const CLUSTER = 'outbound|6379||redis.dns';

let wasm: Uint8Array<ArrayBuffer>;
let envoy: FakeEnvoy;

beforeAll(async () => {
  wasm = await linkGuest();
}, LINK_TIMEOUT_MS);

beforeEach(() => {
  envoy = new FakeEnvoy(wasm);
  envoy.memory.fill(0xa5, 0, 30000);
});

function redisCall(cluster = CLUSTER, query = '*1\r\n$4\r\nPING\r\n'): number {
  return envoy.run('redis_call', ...envoy.put(20000, cluster), ...envoy.put(25000, query), OUT);
}

function answerHttp(token: number, headers: number, body?: string): void {
  envoy.body = body;
  envoy.run('proxy_on_http_call_response', 1, token, headers, body?.length ?? 0, 0);
  envoy.body = undefined;
}

describe('a redis call', () => {
  it('is an http call to the cluster of that name, without the parameters', () => {
    expect(redisCall(`${CLUSTER}?db=1`, 'query\0\xff')).toBe(0);
    const [call] = envoy.calls;
    expect(call!.cluster).toBe(CLUSTER);
    expect(call!.body.toString('latin1')).toBe('query\0\xff');
    expect([...call!.headers]).toEqual([
      [':method', 'POST'],
      [':path', '/call'],
      [':authority', 'redis'],
      ['x-cluster', CLUSTER],
    ]);
  });

  it('gets tokens 7, 11, 15, and 0 when it fails', () => {
    const tokens = [1, 2, 3].map(() => [redisCall(), ...envoy.load(OUT)]);
    expect(tokens).toEqual([
      [0, 7],
      [0, 11],
      [0, 15],
    ]);
    for (const result of [2, 10]) {
      envoy.httpResult = result;
      expect([redisCall(), ...envoy.load(OUT)]).toEqual([result, 0]);
    }
  });

  it('leaves the memory of the plugin as it was, wherever its query lies', () => {
    for (const at of [0, 1, 60, 130, 1000, 40000]) {
      envoy.put(at, 'the query');
      envoy.put(20000, CLUSTER);
      const before = Buffer.from(envoy.memory);
      expect(envoy.run('redis_call', 20000, CLUSTER.length, at, 9, OUT)).toBe(0);
      expect(envoy.calls.at(-1)!.body.toString()).toBe('the query');
      before.writeUInt32LE(envoy.load(OUT)[0]!, OUT);
      expect(envoy.memory.equals(before)).toBe(true);
    }
  });

  it('may have an empty query and a cluster name of thousands of bytes', () => {
    const long = 'c'.repeat(5000);
    expect(envoy.run('redis_call', ...envoy.put(20000, long), 0, 0, OUT)).toBe(0);
    expect(envoy.calls[0]!.headers.get('x-cluster')).toBe(long);
    expect(envoy.calls[0]!.body).toHaveLength(0);
  });

  it('with a range outside the memory is refused with 6', () => {
    const end = envoy.memory.length;
    expect(envoy.run('redis_call', end - 1, 2, 0, 0, OUT)).toBe(6);
    expect(envoy.run('redis_call', 0, 1, 8, -1, OUT)).toBe(6);
    expect(envoy.run('redis_call', 0, 1, 0, 0, end - 3)).toBe(6);
    expect(envoy.calls).toEqual([]);
  });
});

describe('a redis init', () => {
  it('carries login, timeout and parameters', () => {
    const result = envoy.run(
      'redis_init',
      ...envoy.put(20000, `${CLUSTER}?db=1&x=y`),
      ...envoy.put(21000, 'admin'),
      ...envoy.put(22000, 'p\0w'),
      1500,
    );
    expect(result).toBe(0);
    const [{ cluster, headers, body }] = envoy.calls as [(typeof envoy.calls)[0]];
    expect([cluster, headers.get(':path'), headers.get('x-cluster')]).toEqual([CLUSTER, '/init', CLUSTER]);
    expect(decodeInit(body)).toEqual({
      timeoutMs: 1500,
      user: Buffer.from('admin'),
      password: Buffer.from('p\0w'),
      parameters: '?db=1&x=y',
    });
    expect(envoy.memory.subarray(0, 20000).every((byte) => byte === 0xa5)).toBe(true);
  });

  it('fails for an unknown cluster and for a bad range, not for one without a host', () => {
    const init = (at = 20000): number => envoy.run('redis_init', at, CLUSTER.length, 0, 0, 0, 0, 1000);
    envoy.put(20000, CLUSTER);
    envoy.httpResult = 2;
    expect(init()).toBe(2);
    envoy.httpResult = 10;
    expect(init()).toBe(0);
    expect(init(envoy.memory.length)).toBe(6);
  });

  it('is answered without the plugin hearing of it', () => {
    envoy.run('redis_init', ...envoy.put(20000, CLUSTER), 0, 0, 0, 0, 1000);
    answerHttp(4, ENOUGH_HEADERS, '');
    expect([...envoy.load(50000, 5), ...envoy.load(50020, 4)]).toEqual(Array(9).fill(0));
  });
});

describe('a redis callback', () => {
  it('tells token, status and size, and reads the reply as buffer 9', () => {
    redisCall();
    answerHttp(4, ENOUGH_HEADERS, '$2\r\nhi\r\n');
    expect(envoy.load(50020, 4)).toEqual([1, 7, 0, 8]);
    const [result, at, size] = envoy.load(50040, 3);
    expect([result, envoy.text(at!, size!)]).toEqual([0, '$2\r\nhi\r\n']);
    expect(envoy.load(50064, 3)).toEqual([0, 8, 0]);
  });

  it('hides what belongs to an http callback', () => {
    redisCall();
    answerHttp(4, ENOUGH_HEADERS, '+OK\r\n');
    expect(envoy.load(50052)).toEqual([1]);
    expect(envoy.load(50076)).toEqual([2]);
    expect(envoy.load(50088, 3)).toEqual([0, 0, 0]);
    expect(envoy.load(50116)).toEqual([2]);
  });

  it.each([
    ['the bridge', 3, ''],
    ['Envoy with a local reply', 5, 'upstream connect error'],
    ['a reset', 0, ''],
  ])('after a failure told by %s is empty and has status 1', (_who, headers, body) => {
    redisCall();
    answerHttp(4, headers, body);
    expect(envoy.load(50020, 4)).toEqual([1, 7, 1, 0]);
    expect(envoy.load(50040, 3)).toEqual([0, 0, 0]);
    expect(envoy.load(50064, 3)).toEqual([0, 0, 0]);
    const [result, code, at, size] = envoy.load(50100, 4);
    expect([result, code, envoy.text(at!, size!)]).toEqual([0, 11, 'reset']);
  });

  it("leaves nothing behind: buffer 9 is empty and maps 6 and 7 are Envoy's again", () => {
    redisCall();
    answerHttp(4, 0);
    expect([envoy.run('get_buffer_bytes', 9, 0, 100, OUT, OUT + 4), ...envoy.load(OUT, 2)]).toEqual([
      0, 0, 0,
    ]);
    expect([envoy.run('get_buffer_status', 9, OUT, OUT + 4), ...envoy.load(OUT, 2)]).toEqual([0, 0, 0]);
    expect(envoy.run('get_buffer_bytes', 9, 0, 100, envoy.memory.length, OUT)).toBe(6);
    expect([envoy.run('get_header', 6, 0, 1, OUT, OUT + 4), envoy.load(OUT + 4)[0]]).toEqual([0, 6]);
    expect([envoy.run('get_status', OUT, OUT + 4, OUT + 8), envoy.load(OUT)[0]]).toEqual([0, 0]);
  });

  it("is told apart from the plugin's own http calls", () => {
    envoy.run('http_call', 0, 0, ...envoy.put(100, '\0\0\0\0'), 0, 0, 0, 0, 1000, OUT);
    redisCall();
    answerHttp(4, ENOUGH_HEADERS, 'body');
    expect(envoy.load(50000, 5)).toEqual([1, 4, ENOUGH_HEADERS, 4, 0]);
    expect(envoy.load(50020, 4)).toEqual([0, 0, 0, 0]);
    answerHttp(8, ENOUGH_HEADERS, '+OK\r\n');
    expect(envoy.load(50020, 4)).toEqual([1, 7, 0, 5]);
  });

  it('and those calls have tokens of their own: 4, 8, 12, whatever else is called', () => {
    const httpCall = (): number[] => {
      const result = envoy.run('http_call', 0, 0, ...envoy.put(100, '\0\0\0\0'), 0, 0, 0, 0, 1000, OUT);
      return [result, ...envoy.load(OUT)];
    };
    envoy.run('redis_init', ...envoy.put(20000, CLUSTER), 0, 0, 0, 0, 1000);
    redisCall();
    expect(httpCall()).toEqual([0, 4]);
    redisCall();
    expect(httpCall()).toEqual([0, 8]);
    expect(redisCall()).toBe(0);
    expect(envoy.load(OUT)).toEqual([15]);
    answerHttp(20, ENOUGH_HEADERS, 'body');
    expect(envoy.load(50000, 5)).toEqual([1, 8, ENOUGH_HEADERS, 4, 0]);
    envoy.httpResult = 10;
    expect(httpCall()).toEqual([10, 0]);
  });

  it('finds its call among a hundred thousand, in any order', () => {
    const count = 100_000;
    envoy.put(100, '\0\0\0\0');
    const tokens: number[] = [];
    for (let i = 0; i < count; i++) {
      if (i % 3 === 0) envoy.run('http_call', 0, 0, 100, 4, 0, 0, 0, 0, 1000, OUT);
      else redisCall();
      tokens.push(envoy.load(OUT)[0]!);
    }
    let seed = 1;
    const order = Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      const j = seed % (i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const wrong = order.filter((i) => {
      answerHttp(4 * (i + 1), ENOUGH_HEADERS, '+OK\r\n');
      return envoy.load(i % 3 === 0 ? 50004 : 50024)[0] !== tokens[i];
    });
    expect(wrong).toEqual([]);
  });
});

describe('a property', () => {
  const get = (name: string): string | number => {
    const result = envoy.run('get_property', ...envoy.put(20000, name), OUT, OUT + 4);
    const [at, size] = envoy.load(OUT, 2);
    return result === 0 ? envoy.text(at!, size!) : result;
  };

  it.each([
    'node',
    'cluster_name',
    'route_name',
    'route_metadata\0filter\0key',
    'upstream_host_metadata',
    'listener_direction',
  ])('that upstream moved is found under its short name %j', (name) => {
    envoy.properties.set(`xds\0${name}`, `value of ${name}`);
    expect(get(name)).toBe(`value of ${name}`);
    expect(envoy.memory.subarray(4, 20000).every((byte) => byte === 0xa5)).toBe(true);
  });

  it.each(['request\0path', 'route_names', 'route_nam', 'plugin_root_id', '', 'xds\0route_name'])(
    'of another name %j is asked for as it is',
    (name) => {
      envoy.properties.set(name, 'plain');
      expect(get(name)).toBe('plain');
    },
  );

  it('may be missing or empty', () => {
    expect(get('route_name')).toBe(1);
    envoy.properties.set('xds\0route_name', '');
    expect(get('route_name')).toBe('');
    // Out-pointers inside the bytes that are lent meanwhile.
    expect(envoy.run('get_property', ...envoy.put(20000, 'route_name'), 0, 4)).toBe(0);
    expect(envoy.load(0, 2)).toEqual([0, 0]);
  });

  it('finds its path even where the shim lends itself memory', () => {
    envoy.properties.set('xds\0route_name', 'r');
    envoy.put(0, 'route_name');
    expect(envoy.run('get_property', 0, 10, OUT, OUT + 4)).toBe(0);
    expect(envoy.text(4, 6)).toBe('e_name');
  });

  it('reaches the allocator of the plugin on its own memory, whose writes stay', () => {
    envoy.properties.set('xds\0route_name', 'r');
    envoy.memory.writeUInt32LE(41, 0);
    get('route_name');
    expect(envoy.load(40000)).toEqual([41]);
    expect(envoy.load(0)).toEqual([42]);
  });
});

describe('numbers that upstream does not tell', () => {
  const number = (name: string): bigint => {
    expect(envoy.run('get_property', ...envoy.put(20000, name), OUT, OUT + 4)).toBe(0);
    const [at, size] = envoy.load(OUT, 2);
    expect(size).toBe(8);
    return envoy.memory.readBigUInt64LE(at!);
  };

  it('are the size of the memory, and the direction outside of a stream', () => {
    expect(number('plugin_vm_memory')).toBe(65536n);
    expect(number('listener_direction')).toBe(2n);
    expect(envoy.run('get_property', ...envoy.put(20000, 'plugin_vm_memorY'), OUT, OUT + 4)).toBe(1);
  });
});

describe('the hosts behind a route', () => {
  const path = 'xds\0cluster_metadata\0filter_metadata\0higress.local\0hosts';
  const health = '{"health_status":"Healthy"}';
  const hosts = (): [string, string][] => {
    expect(envoy.run('get_hosts', OUT, OUT + 4)).toBe(0);
    const [at, size] = envoy.load(OUT, 2);
    return size === 0 ? [] : [...decodePairs(envoy.memory.subarray(at, at! + size!))];
  };

  it('come as pairs of address and health', () => {
    envoy.properties.set(path, '10.0.0.1:80\n[::1]:8080\n');
    expect(hosts()).toEqual([
      ['10.0.0.1:80', health],
      ['[::1]:8080', health],
    ]);
  });

  it('cost the plugin one allocation and no other byte of its memory', () => {
    envoy.properties.set(path, Array.from({ length: 100 }, (_, i) => `10.0.0.${i}:80\n`).join(''));
    envoy.memory.writeUInt32LE(7, 0);
    expect(hosts()).toHaveLength(100);
    expect(envoy.load(0)).toEqual([8]);
    expect(envoy.memory.subarray(4, 30000).every((byte) => byte === 0xa5)).toBe(true);
  });

  it('may be none, or unknown', () => {
    expect(hosts()).toEqual([]);
    envoy.properties.set(path, '');
    expect(hosts()).toEqual([]);
  });

  it('are refused with 6 outside the memory', () => {
    envoy.properties.set(path, 'a:1\n');
    expect(envoy.run('get_hosts', 65534, OUT)).toBe(6);
    expect(envoy.run('choose_host', 65534, 4)).toBe(6);
  });

  it.each([20000, 0, 10])('can be chosen from a text at %d', (at) => {
    expect(envoy.run('choose_host', ...envoy.put(at, '10.0.0.1:80'))).toBe(0);
    expect(envoy.properties.get('higress.local.chosen_host')).toBe('10.0.0.1:80');
    expect(envoy.text(at, 11)).toBe('10.0.0.1:80');
    expect(envoy.memory.subarray(100, 20000).every((byte) => byte === 0xa5)).toBe(true);
  });
});
