import { describe, expect, test } from 'vitest';
import { StrictError } from './index.ts';
import { get, Probed, redis } from './probes/probed.ts';
import type { HostOptions } from './index.ts';

/** A probe that has made these calls from one stream and tells what comes back. */
async function calling(calls: string[], options: HostOptions = {}): Promise<Probed> {
  const script = calls.map((each) => `request_headers ${each}`);
  script.push('request_headers return 4', 'redis_call_response buffer 9 0 all', 'tick buffer 9 0 all');
  const probed = await Probed.start(script.join(';'), options);
  probed.stream().requestHeaders(get);
  return probed;
}

const callbacks = (probed: Probed): string[] =>
  probed.told().filter((line) => line.startsWith('redis_call_response'));

describe('redis', () => {
  test('vector 65: init knows clusters, keeps settings, and opens nothing', async () => {
    const probed = await calling([
      'redis-init unknown a b 1000',
      `redis-init ${redis}?db=1&x=2 admin 123456 1000`,
    ]);
    expect(probed.answers()).toEqual([
      'redis-init unknown a b 1000 = 2',
      `redis-init ${redis}?db=1&x=2 admin 123456 1000 = 0`,
    ]);
    expect(probed.host.redis.settings(redis)).toEqual({
      user: 'admin',
      password: '123456',
      timeoutMs: 1000,
      params: { db: '1', x: '2' },
    });
    expect(probed.host.redis.pending).toEqual([]);
  });

  test('vector 66: the module sees the replies to its own commands only', async () => {
    const probed = await calling([`redis-init ${redis}?db=1 admin 123456`, `redis ${redis} GET k`]);
    expect(probed.host.redis.pending.map((call) => call.command)).toEqual([['GET', 'k']]);
  });

  test('vector 67: an unknown cluster is a bad argument, one without a healthy host fails at once', async () => {
    const probed = await Probed.start(
      `request_headers redis bogus GET k; request_headers redis ${redis} GET k; request_headers return 4`,
    );
    probed.host.clusters.takeDown(redis);
    probed.stream().requestHeaders(get);
    expect(probed.answers()).toEqual(['redis bogus GET k = 2 0', `redis ${redis} GET k = 10 0`]);
  });

  test('only named clusters exist once a test names them', async () => {
    const probed = await Probed.start(`tick redis ${redis} GET k`);
    probed.root.setTick(1);
    probed.host.clusters.only('outbound|80||other.static');
    probed.host.tick();
    probed.host.clusters.add(redis);
    probed.host.tick();
    expect(probed.answers().map((line) => line.split(' = ')[1])).toEqual(['2 0', '0 7']);
  });

  test('vector 68: the reply is in buffer 9 while its callback runs', async () => {
    const probed = await calling([`redis ${redis} GET k`]);
    probed.root.setTick(1);
    probed.told();
    probed.host.redis.reply(7, '+OK\r\n');
    probed.host.tick();
    expect(probed.told()).toEqual([
      'redis_call_response 1,7,0,5',
      'buffer 9 0 all = 0 +OK%0d%0a',
      'tick 1',
      'buffer 9 0 all = 0 empty',
    ]);
  });

  test.each(['-ERR x\r\n', '$-1\r\n', '*0\r\n', '*-1\r\n', ':-3\r\n', '*2\r\n*1\r\n:1\r\n$0\r\n\r\n'])(
    'vector 69: %j is one reply with status 0',
    async (reply) => {
      const probed = await calling([`redis ${redis} GET k`]);
      probed.host.redis.reply(7, reply);
      expect(callbacks(probed)).toEqual([`redis_call_response 1,7,0,${reply.length}`]);
    },
  );

  test.each(['_\r\n', '%1\r\n', '+OK\r\r\n', '$2\r\nabc\r\n', ':1x\r\n', '+OK\r\n+OK\r\n'])(
    'vector 70: %j costs the connection, every call fails',
    async (reply) => {
      const probed = await calling([`redis ${redis} GET a`, `redis ${redis} GET b`]);
      probed.host.redis.reply(7, reply);
      expect(callbacks(probed)).toEqual(['redis_call_response 1,7,1,0', 'redis_call_response 1,11,1,0']);
    },
  );

  test('vector 71: replies may be cut anywhere and arrive together', async () => {
    const probed = await calling([`redis ${redis} GET a`, `redis ${redis} GET b`, `redis ${redis} GET c`]);
    for (const byte of Buffer.from('$2\r\nhi\r\n')) probed.host.redis.receive(redis, Buffer.from([byte]));
    expect(callbacks(probed)).toEqual(['redis_call_response 1,7,0,8']);
    probed.host.redis.receive(redis, ':1\r\n:22\r\n');
    expect(callbacks(probed)).toEqual(['redis_call_response 1,11,0,4', 'redis_call_response 1,15,0,5']);
    expect(() => probed.host.redis.receive(redis, ':1\r\n')).toThrow('nobody waits for');
  });

  test('vector 73: a lost connection fails every pending call', async () => {
    const probed = await calling([`redis ${redis} GET a`, `redis outbound|1||b.dns GET b`]);
    probed.host.redis.failAll(redis);
    expect(callbacks(probed)).toEqual(['redis_call_response 1,7,1,0']);
    expect(probed.host.redis.pending).toHaveLength(1);
  });

  const settings = `redis-init ${redis}?db=1&a=2 u p 1000`;
  test.each([
    ['always', settings, 1],
    ['skip-equal', settings, 0],
    ['skip-equal', `redis-init ${redis}?a=2&db=1 u p 1000`, 0],
    ['skip-equal', `redis-init ${redis}?db=1&a=2 u p 999`, 1],
    ['skip-equal', `redis-init ${redis}?db=2&a=2 u p 1000`, 1],
  ] as const)(
    'vectors 75, 76: re-init of a %s host with "%s" fails %d calls',
    async (redisReinit, again, failed) => {
      const probed = await calling([settings, `redis ${redis} GET k`, again, 'log 2 running'], {
        redisReinit,
      });
      const told = probed.told();
      expect(probed.host.redis.pending).toHaveLength(1 - failed);
      const failures = told.filter((line) => line.startsWith('redis_call_response'));
      expect(failures).toEqual(failed === 1 ? ['redis_call_response 1,7,1,0'] : []);
      // Delivered after the callback that caused it.
      if (failed === 1) expect(told.indexOf('running')).toBeLessThan(told.indexOf(failures[0]!));
    },
  );

  test('vector 77: the last init wins for every plugin', async () => {
    const probed = await Probed.start(`configure redis-init ${redis}?db=1 a a`);
    probed.host.start(`configure redis-init ${redis}?db=2 b b`);
    expect(probed.host.redis.settings(redis)?.params).toEqual({ db: '2' });
  });

  test('vector 78: an empty query is refused here, where a gateway would stall', async () => {
    await expect(calling([`redis-raw ${redis} ''`])).rejects.toThrow(StrictError);
  });

  test.each([
    ['two commands', '*1%0d%0a$4%0d%0aPING%0d%0a*1%0d%0a$4%0d%0aPING%0d%0a'],
    ['half a command', '*2%0d%0a$3%0d%0aGET%0d%0a'],
    ['an inline command', 'PING%0d%0a'],
    ['a number for a word', '*1%0d%0a:1%0d%0a'],
    ['no word at all', '*0%0d%0a'],
  ])('%s in one call fails the test', async (_what, query) => {
    await expect(calling([`redis-raw ${redis} ${query}`])).rejects.toThrow('one-redis-command');
  });

  test.each([
    'MULTI',
    'select 1',
    'AUTH p',
    'PSYNC ? -1',
    'PUNSUBSCRIBE',
    'CLIENT REPLY OFF',
    'XREAD COUNT 1 BLOCK 0 STREAMS s $',
  ])('%s would change or hold up the shared connection', async (command) => {
    await expect(calling([`redis ${redis} ${command}`])).rejects.toThrow('forbidden-redis-command');
  });

  test('one retry inside a failure callback passes, its failure may not be retried again', async () => {
    const probed = await Probed.start(
      `request_headers redis ${redis} GET k; request_headers return 4; redis_call_response redis ${redis} GET k`,
    );
    probed.stream().requestHeaders(get);
    probed.host.redis.fail(7);
    expect(probed.host.redis.pending.map((call) => call.token)).toEqual([11]);
    expect(() => probed.host.redis.fail(11)).toThrow('retry-in-failure');
  });

  test('a model answers by words', async () => {
    const probed = await Probed.start(
      `request_headers redis ${redis} GET greeting; request_headers return 4; redis_call_response buffer 9 0 all`,
    );
    probed.host.redis.model(([name, key]) => Buffer.from(`+${name}-${key}\r\n`));
    probed.stream().requestHeaders(get);
    expect(probed.answers().at(-1)).toBe('buffer 9 0 all = 0 +GET-greeting%0d%0a');
  });

  test('a real server may answer, or lose the connection', async () => {
    const probed = await Probed.start(
      `request_headers redis ${redis} GET a; request_headers redis ${redis} GET b; request_headers return 4`,
    );
    probed.host.redis.connect(async (_query, call) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (call.command[1] === 'b') throw new Error('socket hang up');
      return Buffer.from('$-1\r\n');
    });
    probed.stream().requestHeaders(get);
    expect(callbacks(probed)).toEqual([]);
    await probed.host.settled();
    expect(callbacks(probed)).toEqual(['redis_call_response 1,7,0,5', 'redis_call_response 1,11,1,0']);
    expect(probed.host.warnings).toEqual(['redis transport: Error: socket hang up']);
  });
});
