import { beforeAll, describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { Author, cluster, PATIENCE_MS } from './author.ts';

beforeAll(Author.prepare, PATIENCE_MS);

describe('calls of one export', () => {
  it('leave in one go, before the gateway does anything else', async () => {
    const author = await Author.start();
    author.made();
    author.host.counters.reset();
    author.does('three');
    expect(author.made()).toEqual([
      `redis_call ${cluster} INCR key -> 7`,
      `redis_call ${cluster} GET key -> 11`,
      `redis_call ${cluster} EXPIRE key 60 -> 15`,
    ]);
    expect(author.host.counters.entries).toBe(1);
  });

  it('come back each to its own caller, in any order, with its mark and its stream', async () => {
    const author = await Author.start();
    const [one, other] = [author.does('three').id, author.does('one').id];
    const [first, second, third, fourth] = [...author.host.redis.pending];
    author.host.redis.reply(fourth, resp.integer(40));
    author.host.redis.reply(second, resp.none());
    author.host.redis.reply(first, resp.integer(10));
    author.host.redis.reply(third, resp.integer(30));
    expect(author.said()).toEqual([
      `1 for ${other}: 40, recovery 0`,
      `2 for ${one}: type 6, recovery 0`,
      `1 for ${one}: 10, recovery 0`,
      `3 for ${one}: 30, recovery 0`,
    ]);
  });

  it('cost one round trip each, and three hostcalls', async () => {
    const author = await Author.start();
    const stream = author.does('one');
    author.host.redis.reply(undefined, resp.integer(1));
    expect(author.made().slice(-3)).toEqual([
      `redis_call ${cluster} INCR key -> 7`,
      `set_effective_context ${stream.id}`,
      'get_buffer redis-reply 0 4 -> ":1\\r\\n"',
    ]);
    expect(author.host.redis.pending).toEqual([]);
  });

  it('are timed one in sixteen, which takes two more', async () => {
    const author = await Author.start('nothing', { counting: true });
    const { host } = author;
    host.redis.answer(() => resp.integer(1));
    host.counters.reset();
    for (let i = 0; i < 40; i++) author.does('fixed').end();
    expect(host.counters.redisCommands).toBe(160);
    expect(host.counters.byName).toEqual({
      get_header: 40,
      redis_call: 160,
      set_effective_context: 160,
      get_buffer: 160,
      get_time: 20,
    });
  });
});

describe('a join', () => {
  it('ends with the last of its calls', async () => {
    const author = await Author.start();
    author.does('join');
    for (let i = 0; i < 2; i++) author.host.redis.reply(undefined, resp.integer(1));
    expect(author.said()).toEqual([]);
    author.host.redis.reply(undefined, resp.integer(1));
    expect(author.said()).toEqual(['joined']);
  });

  it('remembers a failure, and still waits for all', async () => {
    const author = await Author.start();
    author.does('join');
    author.host.redis.reply(undefined, resp.error('OOM x'));
    author.host.redis.reply(undefined, resp.integer(1));
    expect(author.said()).toEqual([]);
    author.host.redis.reply(undefined, resp.integer(1));
    expect(author.said()).toEqual(['joined, one failed']);
  });

  it('ends with the first failure if it is told so, and only once', async () => {
    const author = await Author.start();
    author.does('join-first');
    author.host.redis.reply(undefined, resp.integer(1));
    author.host.redis.reply(undefined, resp.error('OOM x'));
    expect(author.said()).toEqual(['joined, one failed']);
    author.host.redis.reply(undefined, resp.error('OOM x'));
    expect(author.said()).toEqual([]);
  });

  it('counts what was not even sent', async () => {
    const author = await Author.start();
    author.host.clusters.takeDown(cluster);
    author.does('join');
    expect(author.said()).toEqual(['joined, one failed']);
  });
});

describe('a call without a stream', () => {
  it('goes out from the configuration, and its reply needs no stream to be chosen', async () => {
    const author = await Author.start('configure');
    expect(author.host.take()).toContain(`redis_call ${cluster} PING -> 7`);
    author.host.redis.reply(undefined, resp.simple('PONG'));
    expect(author.made()).toEqual(['get_buffer redis-reply 0 7 -> "+PONG\\r\\n"']);
    expect(author.said()).toEqual(['10 for 0: type 1, recovery 0']);
  });

  it('goes out from a tick', async () => {
    const author = await Author.start('tick');
    author.host.advance(250);
    expect(author.host.redis.pending.map(({ command }) => command)).toEqual([['TIME']]);
    author.host.redis.reply(undefined, resp.array(resp.bulk('1'), resp.bulk('2')));
    expect(author.said()).toEqual(['20 for 0: type 5, recovery 0']);
  });
});

describe('nothing is heard', () => {
  it('of a call whose stream is gone; the gateway is asked once', async () => {
    const author = await Author.start();
    const stream = author.does('one');
    stream.end();
    author.made();
    author.host.redis.reply(undefined, resp.integer(1));
    expect(author.made()).toEqual([`set_effective_context ${stream.id} -> BadArgument`]);
    expect(author.said()).toEqual([]);
  });

  it('of a call nobody waits for any more, and the gateway is not even asked', async () => {
    const author = await Author.start();
    author.does('bored');
    author.made();
    author.host.redis.reply(undefined, resp.integer(1));
    expect(author.made()).toEqual([]);
  });

  it('of a token that is not ours, or a second time of one that was', async () => {
    const author = await Author.start();
    author.does('one');
    const [call] = author.host.redis.pending;
    author.made();
    call!.deliver(4711, 0, resp.integer(1));
    expect(author.made()).toEqual([]);
    author.host.redis.reply(call, resp.integer(1));
    author.made();
    author.said();
    call!.deliver(call!.token, 0, resp.integer(2));
    expect([author.made(), author.said()]).toEqual([[], []]);
  });
});
