import { expect, it } from 'vitest';
import { cluster, limitBy, redis, withItems, withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { denied } from '../support/replies.ts';

it('numbers and flags may be texts', async () => {
  const plugin = await Plugin.start(
    withThreshold({
      global_threshold: { query_per_minute: '7' },
      rejected_code: '403',
      show_limit_quota_header: 'true',
      redis: { ...redis, service_port: '6380', timeout: '250', database: '2' },
    }),
  );
  expect(plugin.host.redis.settings('outbound|6380||redis.dns')).toMatchObject({
    timeoutMs: 250,
    params: { db: '2' },
  });
  const stream = plugin.request();
  expect(plugin.host.redis.pending[0]!.command.slice(4)).toEqual(['7', '60']);
  plugin.host.redis.reply(undefined, denied);
  expect(stream.localReply?.status).toBe(403);
  expect(stream.localReply?.headers.has('x-ratelimit-limit')).toBe(true);
});

it('texts may be numbers or flags', async () => {
  const plugin = await Plugin.start(
    withItems(
      [
        {
          limit_by_header: 'x-tenant',
          limit_keys: [
            { key: 42, query_per_minute: 1 },
            { key: true, query_per_minute: 1 },
          ],
        },
      ],
      {
        rule_name: 7,
      },
    ),
  );
  expect(plugin.keyForHeader('x-tenant', '42')).toBe(
    'higress-cluster-key-rate-limit:7:limit_by_header:60:x-tenant:42',
  );
  expect(plugin.keyForHeader('x-tenant', 'true')).toMatch(/:true$/);
});

it('whole numbers may come as the control plane writes them: 1e1, 10.0', async () => {
  const plugin = await Plugin.start(
    '{"rule_name":"r","redis":{"service_name":"redis.dns"},"global_threshold":{"query_per_minute":1e1},"rejected_code":4.29e2}',
  );
  plugin.request();
  expect(plugin.host.redis.pending[0]!.command[4]).toBe('10');
});

it('a lone object stands for a list of one', async () => {
  const plugin = await Plugin.start({
    rule_name: 'r',
    redis,
    rule_items: { limit_by_header: 'x-api-key', limit_keys: { key: 'a', query_per_minute: 1 } },
  });
  expect(plugin.keyForHeader('x-api-key', 'a')).toBeDefined();
});

it('null stands for nothing where a field may be left out', async () => {
  const plugin = await Plugin.start(
    withThreshold({
      rejected_code: null,
      rejected_msg: null,
      show_limit_quota_header: null,
      shadow: null,
      on_redis_error: null,
      redis: { ...redis, username: null, password: null, timeout: null, service_port: null, flush: null },
    }),
  );
  expect(plugin.answered(denied).downstream.body).toBe('Too many requests');
  expect(plugin.logged).toEqual([]);
});

it.each([
  [{ service_name: 'redis.static' }, 'outbound|80||redis.static'],
  [{ service_name: 'redis.static', service_port: 6379 }, 'outbound|6379||redis.static'],
  [{ service_name: 'redis.ns.svc.cluster.local' }, 'outbound|6379||redis.ns.svc.cluster.local'],
  [{ service_name: 'redis.dns', service_port: 0 }, cluster],
])('redis %j is cluster %s', async (settings, name) => {
  const plugin = await Plugin.start(withThreshold({ redis: settings }));
  plugin.request();
  expect(plugin.host.redis.pending[0]!.cluster).toBe(name);
});

it.each([
  [{}, { user: '', password: '', timeoutMs: 1000 }],
  [{ password: 'p' }, { user: '', password: 'p' }],
  [
    { username: 'u', password: 'pä"ss', timeout: 50 },
    { user: 'u', password: 'pä"ss', timeoutMs: 50 },
  ],
  [{ database: 3 }, { params: { db: '3', buffer_flush_timeout: '0', max_buffer_size_before_flush: '0' } }],
  [{ flush: 'immediate' }, { params: { buffer_flush_timeout: '0', max_buffer_size_before_flush: '0' } }],
  [
    { flush: { timeout_ms: 5, bytes: 2048 } },
    { params: { buffer_flush_timeout: '5', max_buffer_size_before_flush: '2048' } },
  ],
  [{ flush: {} }, { params: { buffer_flush_timeout: '3', max_buffer_size_before_flush: '1024' } }],
])('redis %j is handed to the gateway as %j', async (fields, settings) => {
  const plugin = await Plugin.start(withThreshold({ redis: { ...redis, ...fields } }));
  expect(plugin.host.redis.settings(cluster)).toMatchObject(settings);
});

it('what the console adds to an object is no surprise', async () => {
  const plugin = await Plugin.start({ ...withItems([limitBy('header', 'a', 'b')]), _plugin_id_: 'x' });
  expect(plugin.logged).toEqual([]);
});
