import { describe, expect, it } from 'vitest';
import { withThreshold } from '../support/configurations.ts';
import { Plugin, respond } from '../support/plugin.ts';
import { allowed, denied, windowReply } from '../support/replies.ts';

describe('a rejection', () => {
  it('is 429 with a text and the seconds until the window ends', async () => {
    const plugin = await Plugin.start(withThreshold());
    const reply = plugin.answered(denied).localReply!;
    expect(reply.status).toBe(429);
    expect(Buffer.from(reply.body).toString()).toBe('Too many requests');
    expect(reply.details).toBe('cluster-key-rate-limit.rejected');
    expect(reply.headers.toPairs()).toEqual([
      [':status', '429'],
      ['x-ratelimit-reset', '42'],
      ['content-length', '17'],
      ['content-type', 'text/plain'],
    ]);
  });

  it('shows the quota too if asked to', async () => {
    const plugin = await Plugin.start(withThreshold({ show_limit_quota_header: true }));
    const stream = plugin.answered(denied);
    expect(stream.downstream.headers?.toPairs().slice(1, 4)).toEqual([
      ['x-ratelimit-limit', '10'],
      ['x-ratelimit-remaining', '0'],
      ['x-ratelimit-reset', '42'],
    ]);
    expect(stream.downstream.body).toBe('Too many requests');
  });

  it.each([
    [{ rejected_code: 503, rejected_msg: 'slow down' }, 503, 'slow down'],
    [{ rejected_code: 200, rejected_msg: '' }, 200, ''],
    [{ rejected_msg: '限流 {"code":1}' }, 429, '限流 {"code":1}'],
    [{ rejected_msg: 42 }, 429, '42'],
  ])('follows %j', async (fields, status, body) => {
    const plugin = await Plugin.start(withThreshold(fields));
    const stream = plugin.answered(denied);
    expect(stream.localReply?.status).toBe(status);
    expect(stream.downstream.body).toBe(body);
  });

  it('passes our own response callbacks unchanged and is not continued', async () => {
    const plugin = await Plugin.start(withThreshold({ show_limit_quota_header: true }));
    plugin.answered(denied);
    expect(plugin.host.take().slice(-1)[0]).toMatch(/^send_local_response 429 /);
  });
});

describe('a gRPC client', () => {
  const headers = { 'content-type': 'application/grpc' };

  it('is told RESOURCE_EXHAUSTED and the text', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = plugin.answered(denied, { headers });
    expect(stream.downstream.headers?.toObject()).toMatchObject({
      ':status': '200',
      'grpc-status': '8',
      'grpc-message': 'Too many requests',
      'x-ratelimit-reset': '42',
    });
  });

  it('is told UNAVAILABLE if the policy is closed and Redis is down', async () => {
    const plugin = await Plugin.start(withThreshold({ on_redis_error: 'closed' }));
    const stream = plugin.request({ headers });
    plugin.host.redis.fail();
    expect(stream.downstream.headers?.get('grpc-status')).toBe('14');
  });
});

describe('quota headers', () => {
  it('stand on the response of an allowed request and replace what was there', async () => {
    const plugin = await Plugin.start(withThreshold({ show_limit_quota_header: true }));
    const stream = plugin.answered(windowReply(10, 3, 60));
    const headers = respond(stream, { 'x-ratelimit-limit': 'theirs', 'x-ratelimit-remaining': 'theirs' });
    expect(headers).toEqual({ ':status': '200', 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '7' });
  });

  it('are absent unless asked for, on requests no rule is for, and when Redis did not answer', async () => {
    const silent = await Plugin.start(withThreshold());
    expect(respond(silent.answered(allowed))).toEqual({ ':status': '200' });
    const plugin = await Plugin.start(withThreshold({ show_limit_quota_header: true }));
    const stream = plugin.request();
    plugin.host.redis.fail();
    expect(respond(stream)).toEqual({ ':status': '200' });
  });
});

describe('shadow', () => {
  it('counts, shows what would be left, and lets everything pass', async () => {
    const plugin = await Plugin.start(withThreshold({ shadow: true, show_limit_quota_header: true }));
    const stream = plugin.answered(denied);
    expect(stream.localReply).toBeUndefined();
    expect(stream.upstream.headers).toBeDefined();
    expect(respond(stream)['x-ratelimit-remaining']).toBe('0');
  });
});

describe('shadow and on_redis_error: closed', () => {
  it('let everything pass, with or without Redis', async () => {
    const plugin = await Plugin.start(withThreshold({ shadow: true, on_redis_error: 'closed' }));
    const stream = plugin.request();
    plugin.host.redis.fail();
    expect(stream.localReply).toBeUndefined();
    expect(stream.upstream.headers).toBeDefined();
  });
});

describe('on_redis_error: closed', () => {
  it('answers 503 when Redis does not, and nothing continues', async () => {
    const plugin = await Plugin.start(withThreshold({ on_redis_error: 'closed' }));
    const stream = plugin.request();
    plugin.host.redis.fail();
    expect(stream.localReply).toMatchObject({ status: 503, details: 'higress-redis.redis_unavailable' });
    expect(stream.downstream.body).toBe('Service unavailable');
    expect(stream.upstream.headers).toBeUndefined();
  });

  it('answers 503 at once when the gateway has no way to Redis', async () => {
    const plugin = await Plugin.start(withThreshold({ on_redis_error: 'closed' }));
    plugin.host.clusters.takeDown('outbound|6379||redis.dns');
    expect(plugin.request().localReply?.status).toBe(503);
  });

  it('changes nothing while Redis answers', async () => {
    const plugin = await Plugin.start(withThreshold({ on_redis_error: 'closed' }));
    expect(plugin.answered(allowed).localReply).toBeUndefined();
    expect(plugin.answered(denied).localReply?.status).toBe(429);
  });
});
