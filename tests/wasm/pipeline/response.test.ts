import { describe, expect, it } from 'vitest';
import { Road } from './road.ts';

const ok = { ':status': '200' };

describe('the response phase', () => {
  it('holds the headers until the last reply, then acts and lets them go', async () => {
    const road = await Road.with({ name: 'a', response: { get: ['r1', 'r2'] } }, { name: 'b' });
    const stream = road.request();
    road.told();
    expect(stream.responseHeaders(ok, { endOfStream: true })).toBe('stop-all-watermark');
    road.reply('r2', 'ok');
    expect(stream.downstream.headers).toBeUndefined();
    road.hostcalls();
    road.reply('r1', 'ok');
    expect(stream.downstream.headers?.get(':status')).toBe('200');
    expect(road.hostcalls()).toEqual(['set_effective_context', 'get_buffer', 'continue_stream']);
    expect(road.told().slice(-4)).toEqual([
      'a decide (response)',
      'b decide (response)',
      'a act (response)',
      'b act (response)',
    ]);
  });

  it('holds a body that comes meanwhile', async () => {
    const road = await Road.with({ name: 'a', response: { get: ['r1'] } });
    const stream = road.request();
    stream.responseHeaders(ok);
    expect(stream.responseBody('text', { endOfStream: true })).toBe('held');
    road.reply('r1', 'ok');
    expect(stream.downstream.body).toBe('text');
  });

  it('may answer in place of the origin', async () => {
    const road = await Road.with({ name: 'a', response: { get: ['r1'], decide: 'reply' } });
    const stream = road.request();
    stream.responseHeaders(ok, { endOfStream: true });
    road.reply('r1', 'ok');
    expect(stream.downstream.headers?.get(':status')).toBe('418');
    expect(stream.localReply?.road).toBe('direct');
  });

  it('knows both phases of a stream apart', async () => {
    const road = await Road.with({ name: 'a', request: { get: ['q1'] }, response: { get: ['r1'] } });
    const stream = road.request();
    road.reply('q1', 'ok');
    expect(stream.upstream.headers).toBeDefined();
    stream.responseHeaders(ok, { endOfStream: true });
    road.told();
    road.reply('r1', 'ok');
    expect(road.told()).toEqual(['a hear 0 ok (response)', 'a decide (response)', 'a act (response)']);
  });
});

describe('a stream that ends while its response is held', () => {
  it('is gone: its reply makes no hostcall', async () => {
    const road = await Road.with({ name: 'a', response: { get: ['r1'] } });
    const stream = road.request();
    stream.responseHeaders(ok, { endOfStream: true });
    stream.end();
    expect(road.told().at(-1)).toBe('a end');
    road.hostcalls();
    road.reply('r1', 'ok');
    expect(road.hostcalls()).toEqual([]);
    expect(road.told()).toEqual([]);
  });
});

describe('an answer of another filter while the request waits', () => {
  it('starts the response phase, which waits for its own calls only', async () => {
    const road = await Road.with({ name: 'a', request: { get: ['q1', 'q2'] }, response: { get: ['r1'] } });
    const stream = road.request();
    stream.responseHeaders({ ':status': '401' }, { endOfStream: true });
    road.told();
    road.hostcalls();
    road.reply('q1', 'reply');
    road.lose('q2');
    expect(road.told()).toEqual([]);
    // The lost connection counts all the same: that is what the clock is for.
    expect(road.hostcalls()).toEqual(['get_time', 'get_time']);
    expect(stream.downstream.headers).toBeUndefined();
    road.reply('r1', 'ok');
    expect(stream.downstream.headers?.get(':status')).toBe('401');
    expect(stream.upstream.headers).toBeUndefined();
  });
});

describe('streams side by side', () => {
  it('do not hear each other', async () => {
    const road = await Road.with(
      { name: 'a', request: { get: ['a1'] } },
      { name: 'b', request: { get: ['b1'] } },
    );
    const [one, two] = [road.request(), road.request()];
    const [a1, b1, a2, b2] = [...road.host.redis.pending];
    road.host.redis.reply(b2, '+reply\r\n');
    expect([one.localReply, two.localReply?.details]).toEqual([undefined, 'b']);
    road.host.redis.reply(a2, '+ok\r\n');
    road.host.redis.reply(a1, '+ok\r\n');
    expect(one.upstream.headers).toBeUndefined();
    road.host.redis.reply(b1, '+ok\r\n');
    expect(one.upstream.headers).toBeDefined();
  });
});
