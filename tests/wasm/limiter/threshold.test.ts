import { expect, it } from 'vitest';
import { cluster, withThreshold } from '../support/configurations.ts';
import { Plugin, respond } from '../support/plugin.ts';
import { allowed, denied } from '../support/replies.ts';

it('a global threshold counts every request under one key', async () => {
  const plugin = await Plugin.start(withThreshold());
  const key = 'higress-cluster-key-rate-limit:r:global_threshold:60';
  expect(plugin.keyFor()).toBe(key);
  expect(plugin.keyFor({ headers: { ':path': '/other?a=b', 'x-api-key': 'k' } })).toBe(key);
});

it.each([
  ['query_per_second', '1'],
  ['query_per_minute', '60'],
  ['query_per_hour', '3600'],
  ['query_per_day', '86400'],
])('%s is a window of %s seconds, in the key and in the arguments', async (field, seconds) => {
  const plugin = await Plugin.start(withThreshold({ global_threshold: { [field]: 7 } }));
  plugin.request();
  expect(plugin.host.redis.pending[0]!.command.slice(2)).toEqual([
    '1',
    `higress-cluster-key-rate-limit:r:global_threshold:${seconds}`,
    '7',
    seconds,
  ]);
});

it('the request waits for Redis, goes on when it may, and its response passes untouched', async () => {
  const plugin = await Plugin.start(withThreshold());
  const stream = plugin.request();
  expect(stream.upstream.headers).toBeUndefined();
  plugin.host.redis.reply(undefined, allowed);
  expect(stream.upstream.headers?.get(':path')).toBe('/');
  expect(respond(stream, { server: 'origin' })).toEqual({ ':status': '200', server: 'origin' });
});

it('a body that comes before the reply is held back and follows the headers', async () => {
  const plugin = await Plugin.start(withThreshold());
  const stream = plugin.root.stream();
  stream.requestHeaders({ ':method': 'POST', ':path': '/' });
  expect(stream.requestBody('name=', { endOfStream: false })).toBe('held');
  expect(stream.requestBody('value', { endOfStream: true })).toBe('held');
  plugin.host.redis.reply(undefined, allowed);
  expect(stream.upstream.body).toBe('name=value');
  expect(stream.upstream.hasEnded).toBe(true);
});

it('a request over the limit never reaches the origin', async () => {
  const plugin = await Plugin.start(withThreshold());
  const stream = plugin.answered(denied);
  expect(stream.upstream.headers).toBeUndefined();
  expect(stream.localReply?.status).toBe(429);
});

it('exactly as many as the limit pass: the count on it does, the next does not', async () => {
  const plugin = await Plugin.start(withThreshold());
  const at = (count: number) => Buffer.from(`*3\r\n:10\r\n:${count}\r\n:60\r\n`);
  expect(plugin.answered(at(10)).localReply).toBeUndefined();
  expect(plugin.answered(at(11)).localReply?.status).toBe(429);
});

it('the limit that counts is the one the script answers with', async () => {
  const plugin = await Plugin.start(withThreshold());
  const stream = plugin.answered(Buffer.from('*3\r\n:500\r\n:499\r\n:60\r\n'));
  expect(stream.localReply).toBeUndefined();
});

it('rules of one name share their counters, whatever their limits', async () => {
  const low = await Plugin.start(withThreshold({ global_threshold: { query_per_hour: 1 } }));
  const high = await Plugin.start(withThreshold({ global_threshold: { query_per_hour: 1000 } }));
  expect(low.keyFor()).toBe(high.keyFor());
});

it('Redis is set up with flush at once, and called by the bare cluster', async () => {
  const plugin = await Plugin.start(withThreshold());
  plugin.request();
  expect(plugin.host.redis.pending[0]!.cluster).toBe(cluster);
  expect(plugin.host.redis.settings(cluster)).toEqual({
    user: '',
    password: '',
    timeoutMs: 1000,
    params: { buffer_flush_timeout: '0', max_buffer_size_before_flush: '0' },
  });
});
