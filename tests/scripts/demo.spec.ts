import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisServer } from '../../e2e/servers/redis-server.ts';
import { listDirectory, readText } from '../../gateway/resources/directory.ts';
import { ResourceStore } from '../../gateway/resources/store.ts';
import { translate } from '../../gateway/translate/translate.ts';
import { guide } from '../../scripts/demo/guide.ts';
import { readPort } from '../../scripts/demo/port.ts';
import { RedisPulse } from '../../scripts/demo/redis-pulse.ts';
import { addressOf, type RedisAddress } from '../../scripts/demo/redis.ts';
import { demoResources, writeResources } from '../../scripts/demo/resources.ts';
import { clientErrors } from '../../scripts/demo/traffic.ts';

const LOCAL: RedisAddress = { ip: '127.0.0.1', port: 6399, username: '', password: '', database: 0 };

describe('the resources of the demo', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'demo-resources-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function loaded(redis: RedisAddress) {
    writeResources(
      folder,
      demoResources({ redis, originPort: 4000, wasmFile: '/x/release.wasm', run: 'r1' }),
    );
    const store = new ResourceStore();
    await store.update(await listDirectory(folder), readText);
    return { store, translation: translate(store.resources, { host: '127.0.0.1', port: 1 }) };
  }

  it('are read and accepted by the gateway without a word', async () => {
    const { store, translation } = await loaded(LOCAL);
    expect(store.problems).toEqual([]);
    expect(translation.statuses.filter(({ accepted }) => !accepted)).toEqual([]);
    expect(translation.plugins).toHaveLength(1);
    expect(translation.upstreams.map(({ cluster }) => cluster).sort()).toEqual([
      'outbound|80||origin.static',
      'outbound|80||redis.static',
    ]);
  });

  it('bring both limits to the plugin, each on its own route', async () => {
    const { translation } = await loaded(LOCAL);
    const { _rules_: rules } = JSON.parse(translation.plugins[0]!.configuration);
    expect(rules).toMatchObject([
      { _match_route_: ['per-key'], rule_items: [{ limit_keys: [{ key: '*', query_per_minute: 5 }] }] },
      { _match_route_: ['shared'], global_threshold: { query_per_minute: 10 } },
    ]);
  });

  it('log in to Redis only as far as the address says', async () => {
    const plain = JSON.parse((await loaded(LOCAL)).translation.plugins[0]!.configuration)._rules_[0].redis;
    expect(plain).toEqual({ service_name: 'redis.static' });
    const login = { ...LOCAL, username: 'u', password: '0755', database: 2 };
    const full = JSON.parse((await loaded(login)).translation.plugins[0]!.configuration)._rules_[0].redis;
    expect(full).toEqual({ service_name: 'redis.static', username: 'u', password: '0755', database: 2 });
  });
});

describe('REDIS_URL', () => {
  it('is read with all its parts', async () => {
    expect(await addressOf('redis://me:p%40ss@127.0.0.2:7000/3')).toEqual({
      ip: '127.0.0.2',
      port: 7000,
      username: 'me',
      password: 'p@ss',
      database: 3,
    });
  });

  it('may be as short as a host name, which becomes an address', async () => {
    expect(await addressOf('redis://localhost')).toEqual({ ...LOCAL, port: 6379 });
  });

  it.each(['rediss://127.0.0.1', 'localhost:6379', 'redis://127.0.0.1/x', ''])(
    'is refused as %j',
    async (url) => {
      await expect(addressOf(url)).rejects.toThrow(/REDIS_URL is not an address/);
    },
  );

  it.each([
    ['rediss://user:s3cr3t@127.0.0.1:6379', 'rediss://user:…@127.0.0.1:6379'],
    ['redis://:s3cr3t@127.0.0.1/x', 'redis://:…@127.0.0.1/x'],
    ['redis://user:1@s3cr3t/@127.0.0.1:port', 'redis://user:…@127.0.0.1:port'],
    ['user:s3cr3t@127.0.0.1:6379', 'user:…@127.0.0.1:6379'],
  ])('is refused as %s without showing the password', async (url, shown) => {
    const error: unknown = await addressOf(url).catch((reason: unknown) => reason);
    expect(String(error)).toContain(`the demo can use: ${shown}\n`);
    expect(String(error)).not.toContain('s3cr3t');
  });
});

describe('the status of the demo', () => {
  it('counts 4xx answers of the gateway, not those of its admin port', () => {
    const metrics = [
      'envoy_http_downstream_rq_xx{envoy_response_code_class="4",envoy_http_conn_manager_prefix="admin"} 9',
      'envoy_http_downstream_rq_xx{envoy_response_code_class="4",envoy_http_conn_manager_prefix="http"} 3',
      'envoy_http_downstream_rq_xx{envoy_response_code_class="2",envoy_http_conn_manager_prefix="http"} 7',
    ].join('\n');
    expect(clientErrors(metrics)).toBe(3);
  });

  it('tells a Redis that answers from one that is silent and one that is gone', async () => {
    const redis = await RedisServer.start();
    const pulse = await RedisPulse.open(redis.url);
    try {
      expect(await pulse.state()).toBe('up');
      redis.freeze();
      expect(await pulse.state()).toBe('silent');
      await redis.kill();
      await expect.poll(() => pulse.state()).toBe('down');
    } finally {
      pulse.close();
      await redis.stop();
    }
  });
});

describe('the port of the demo', () => {
  it.each([
    ['0', 0],
    ['65535', 65_535],
  ])('may be %s', (text, port) => {
    expect(readPort(text)).toBe(port);
  });

  it.each(['abc', '', '-1', '8080.5', '65536', '0x50', '1e3'])(
    'is refused as %j, with what to write',
    (text) => {
      expect(() => readPort(text)).toThrow(/is no port; write a number/);
    },
  );
});

it('the guide of the demo shows no password', () => {
  const places = { url: 'http://127.0.0.1:1', adminUrl: 'http://127.0.0.1:2', folder: '/tmp/x' };
  const text = guide({ ...places, redisUrl: 'redis://me:secret@127.0.0.1:3/4' });
  expect(text).not.toContain('secret');
  expect(text).toContain('redis://me:…@127.0.0.1:3/4');
});
