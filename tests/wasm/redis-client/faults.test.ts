import { beforeAll, describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { Author, cluster, PATIENCE_MS } from './author.ts';

beforeAll(Author.prepare, PATIENCE_MS);

/** As in assembly/redis/fault.ts. */
enum Fault {
  UnknownCluster = 1,
  NoHost,
  BreakerOpen,
  TooManyInFlight,
  ConnectionLost,
  DeadlineExceeded,
  EmptyCommand = 15,
}

describe('what is not sent is told on the spot, and nobody hears of it later', () => {
  it.each<[string, Fault, (author: Author) => void]>([
    ['a service that is unknown', Fault.UnknownCluster, ({ host }) => host.clusters.only()],
    ['a service without a healthy endpoint', Fault.NoHost, ({ host }) => host.clusters.takeDown(cluster)],
    ['a Redis that failed too often', Fault.BreakerOpen, openBreaker],
    ['too many calls that wait', Fault.TooManyInFlight, fill],
  ])('%s', async (_case, fault, bringAbout) => {
    const author = await Author.start();
    bringAbout(author);
    author.said();
    const before = author.host.counters.redisCommands;
    author.does('one');
    expect(author.said()).toEqual([`1 not sent: fault ${fault}`]);
    expect(author.host.counters.redisCommands).toBe(before);
  });

  it('an empty command, which would stall the connection: no hostcall at all', async () => {
    const author = await Author.start();
    author.made();
    author.does('empty');
    expect(author.made()).toEqual([]);
    expect(author.said()).toEqual([`1 not sent: fault ${Fault.EmptyCommand}`]);
  });
});

describe('how a call ended is a value', () => {
  it('no reply: the connection was lost', async () => {
    const author = await Author.start();
    const { id } = author.does('one');
    author.host.redis.fail();
    expect(author.said()).toEqual([`1 for ${id}: fault ${Fault.ConnectionLost}, recovery 0`]);
  });

  it('no reply in time: the deadline, and the late reply costs nothing', async () => {
    const author = await Author.start('deadline');
    const { id } = author.does('one');
    author.host.advance(300);
    expect(author.said()).toEqual([`1 for ${id}: fault ${Fault.DeadlineExceeded}, recovery 0`]);
    author.made();
    author.host.redis.reply(undefined, resp.integer(1));
    expect([author.made(), author.said()]).toEqual([[], []]);
  });

  it.each<[string, number]>([
    ['OOM command not allowed', 0],
    ['WRONGTYPE Operation against a key', 0],
    ['NOSCRIPT No matching script', 1],
  ])('an error reply (%s) is a reply, and says whether sending again helps', async (text, recovery) => {
    const author = await Author.start();
    const { id } = author.does('one');
    author.host.redis.reply(undefined, resp.error(text));
    expect(author.said()).toEqual([`1 for ${id}: error ${text}, recovery ${recovery}`]);
  });

  it('lost credentials are installed again, and the call may be repeated', async () => {
    const author = await Author.start();
    const { id } = author.does('one');
    author.made();
    author.host.redis.reply(undefined, resp.error('NOAUTH Authentication required.'));
    expect(author.said()).toEqual([`1 for ${id}: error NOAUTH Authentication required., recovery 2`]);
    expect(author.made().filter((line) => line.startsWith('redis_init '))).toHaveLength(1);
  });
});

function openBreaker(author: Author): void {
  for (let i = 0; i < 5; i++) {
    author.does('one');
    author.host.redis.fail();
  }
}

function fill(author: Author): void {
  for (let i = 0; i < 64; i++) author.does('one');
}
