import { describe, expect, it } from 'vitest';
import { Road } from './road.ts';

describe('an answer', () => {
  it('of the first section in order wins, whoever heard first', async () => {
    const road = await Road.with(
      { name: 'a', request: { get: ['a1'], decide: 'reply' } },
      { name: 'b', request: { get: ['b1'], decide: 'reply' } },
    );
    const stream = road.request();
    road.reply('b1', 'ok');
    road.told();
    road.reply('a1', 'ok');
    expect(road.told()).toEqual(['a hear 0 ok', 'a decide', 'a reply']);
    expect(stream.localReply?.details).toBe('a');
  });

  it('of a later section comes after the earlier ones have let it pass, and nobody acts', async () => {
    const road = await Road.with({ name: 'a' }, { name: 'b', request: { decide: 'reply' } }, { name: 'c' });
    const stream = road.request();
    expect(road.told()).toEqual(['a ask', 'b ask', 'c ask', 'a decide', 'b decide', 'b reply']);
    expect(stream.localReply?.details).toBe('b');
    expect(stream.upstream.headers).toBeUndefined();
  });

  it('while asking stops the asking; what was asked before is heard by nobody', async () => {
    const road = await Road.with(
      { name: 'a', request: { get: ['a1'] } },
      { name: 'b', request: { ask: 'reply' } },
      { name: 'c', request: { get: ['c1'] } },
    );
    const stream = road.request();
    expect(road.pending).toEqual(['a1']);
    expect(stream.localReply?.details).toBe('b');
    road.told();
    road.hostcalls();
    road.reply('a1', 'reply');
    expect(road.told()).toEqual([]);
    expect(road.hostcalls()).toEqual([]);
  });

  it('while hearing does not wait for the others, whose replies come too late', async () => {
    const road = await Road.with(
      { name: 'a', request: { get: ['a1', 'a2'] } },
      { name: 'b', request: { get: ['b1'] } },
    );
    const stream = road.request();
    road.reply('b1', 'reply');
    expect(stream.localReply?.details).toBe('b');
    road.told();
    road.hostcalls();
    road.reply('a1', 'ok');
    road.lose('a2');
    expect(road.told()).toEqual([]);
    // The lost connection counts all the same: that is what the clock is for.
    expect(road.hostcalls()).toEqual(['get_time', 'get_time']);
  });

  it('passes no section on its way to the client', async () => {
    const road = await Road.with({ name: 'a', request: { decide: 'reply' }, response: { get: ['r1'] } });
    const stream = road.request();
    expect(stream.downstream.headers?.get(':status')).toBe('418');
    expect(road.pending).toEqual([]);
    expect(road.told()).not.toContain('a ask (response)');
  });
});

describe('a failure', () => {
  it.each([
    ['open', undefined],
    ['closed', 503],
  ] as const)('meets its policy (%s) in one place, wherever it happens', async (policy, status) => {
    for (const request of [{ ask: 'fail' }, { decide: 'fail' }] as const) {
      const road = await Road.with({ name: 'a', policy, request });
      expect(road.request().localReply?.status).toBe(status);
    }
    for (const lose of [true, false]) {
      const road = await Road.with({ name: 'a', policy, request: { get: ['a1'] } });
      const stream = road.request();
      if (lose) road.lose('a1');
      else road.reply('a1', 'fail');
      expect(stream.localReply?.status).toBe(status);
      expect(stream.upstream.headers === undefined).toBe(status !== undefined);
    }
  });

  it('with policy open takes only this section out, for the rest of the stream', async () => {
    const road = await Road.with(
      { name: 'a', request: { get: ['a1', 'a2'], decide: 'reply' }, response: { decide: 'reply' } },
      { name: 'b', request: { get: ['b1'] } },
    );
    const stream = road.request();
    road.lose('a1');
    expect(stream.upstream.headers).toBeUndefined();
    road.reply('a2', 'reply');
    road.told();
    road.reply('b1', 'ok');
    expect(road.told()).toEqual(['b hear 0 ok', 'b decide', 'b act']);
    expect(stream.upstream.headers).toBeDefined();
    stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
    expect(road.told()).toEqual(['b ask (response)', 'b decide (response)', 'b act (response)']);
    stream.end();
    expect(road.told()).toEqual(['a end', 'b end']);
  });

  it('of a call the gateway refuses is one too', async () => {
    const road = await Road.with({ name: 'a', policy: 'closed', request: { get: ['a1'] } });
    road.host.clusters.takeDown('outbound|6379||redis.dns');
    expect(road.request().localReply?.status).toBe(503);
  });
});

describe('a failure under policy local', () => {
  const standing = (standIn: 'continue' | 'reply' | 'fail', decide: 'continue' | 'reply' = 'continue') => ({
    name: 'a',
    policy: 'local' as const,
    request: { get: ['a1', 'a2'], standIn, decide },
    response: { decide: 'continue' as const },
  });

  it('has the section stand in, which then speaks and acts as if Redis had answered', async () => {
    const road = await Road.with(standing('continue'), { name: 'b' });
    const stream = road.request();
    road.told();
    road.lose('a1');
    expect(road.told()).toEqual([
      ...['a hear 0 nothing', 'a stand in', 'a decide', 'b decide', 'a act', 'b act'],
    ]);
    expect(stream.upstream.headers).toBeDefined();
    stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
    expect(road.told()[0]).toBe('a ask (response)');
  });

  it('may lead to an answer', async () => {
    const road = await Road.with(standing('continue', 'reply'));
    const stream = road.request();
    road.lose('a2');
    expect(stream.localReply?.details).toBe('a');
  });

  it('takes the section out if it can’t stand in either', async () => {
    const road = await Road.with(standing('fail', 'reply'), { name: 'b' });
    const stream = road.request();
    road.told();
    road.lose('a1');
    expect(road.told()).toEqual(['a hear 0 nothing', 'a stand in', 'b decide', 'b act']);
    expect(stream.upstream.headers).toBeDefined();
    stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
    expect(road.told()[0]).toBe('b ask (response)');
  });

  it('of a call that can’t be sent leads there too, without a pause', async () => {
    const road = await Road.with(standing('continue', 'reply'));
    road.host.clusters.takeDown('outbound|6379||redis.dns');
    const stream = road.request();
    expect(road.told()).toEqual(['a ask', 'a stand in', 'a decide', 'a reply']);
    expect(stream.localReply?.details).toBe('a');
  });

  it('of a section of another policy asks nobody to stand in', async () => {
    const road = await Road.with({ ...standing('continue'), policy: 'open' });
    road.request();
    road.lose('a1');
    expect(road.told()).not.toContain('a stand in');
  });

  it.each(['continue', 'fail'] as const)(
    'and its other calls: nobody waits for them, and their replies make no hostcall (%s)',
    async (standIn) => {
      const road = await Road.with(standing(standIn), { name: 'b', request: { get: ['b1'] } });
      const stream = road.request();
      road.lose('a2');
      road.told();
      road.hostcalls();
      road.reply('a1', 'reply');
      expect(road.told()).toEqual([]);
      expect(road.hostcalls()).toEqual([]);
      expect(stream.upstream.headers).toBeUndefined();
      road.reply('b1', 'ok');
      expect(stream.upstream.headers).toBeDefined();
      expect(stream.localReply).toBeUndefined();
    },
  );

  it('waits for the other sections before it speaks', async () => {
    const road = await Road.with(standing('continue', 'reply'), { name: 'b', request: { get: ['b1'] } });
    const stream = road.request();
    road.lose('a1');
    expect(stream.localReply).toBeUndefined();
    road.reply('b1', 'ok');
    expect(stream.localReply?.details).toBe('a');
  });
});
